// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

interface Token {
    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/** Calls a genuine token and tells, as itself, of a payment that never was: a call of the one, the event of the other. */
contract Mimic {
    event Transfer(address indexed from, address indexed to, uint256 value);

    /** The token's money comes here; the event says that it went to `to`. */
    function pretendToPay(Token token, address to, uint256 value) external {
        token.transferFrom(msg.sender, address(this), value);
        emit Transfer(msg.sender, to, value);
    }
}
