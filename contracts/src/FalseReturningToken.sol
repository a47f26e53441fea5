// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/** Answers `false` where others revert: the transaction succeeds and nothing has moved, and no event says otherwise. */
contract FalseReturningToken {
    event Transfer(address indexed from, address indexed to, uint256 value);

    string public constant name = "False Token";
    string public constant symbol = "FALSE";
    uint8 public constant decimals = 6;
    mapping(address owner => uint256) public balanceOf;

    function mint(address to, uint256 value) external {
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function transfer(address to, uint256 value) external returns (bool) {
        if (balanceOf[msg.sender] < value) return false;
        balanceOf[msg.sender] -= value;
        balanceOf[to] += value;
        emit Transfer(msg.sender, to, value);
        return true;
    }
}
