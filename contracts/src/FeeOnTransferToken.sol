// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/** Keeps a share of what is sent: less arrives than the sender gave, and the event says what arrived. */
contract FeeOnTransferToken {
    event Transfer(address indexed from, address indexed to, uint256 value);

    string public constant name = "Fee Token";
    string public constant symbol = "FEE";
    uint8 public constant decimals = 6;
    /** In basis points of what is sent. */
    uint256 public immutable feeBps;
    mapping(address owner => uint256) public balanceOf;

    constructor(uint256 feeBps_) {
        feeBps = feeBps_;
    }

    function mint(address to, uint256 value) external {
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function transfer(address to, uint256 value) external returns (bool) {
        uint256 fee = (value * feeBps) / 10_000;
        balanceOf[msg.sender] -= value;
        balanceOf[to] += value - fee;
        balanceOf[address(this)] += fee;
        emit Transfer(msg.sender, address(this), fee);
        emit Transfer(msg.sender, to, value - fee);
        return true;
    }
}
