// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/** A wallet that is a contract: what its owner pays leaves it by a call inside the owner's transaction. */
contract SmartWallet {
    error NotTheOwner();
    error CallFailed();

    address public immutable owner = msg.sender;

    receive() external payable {}

    function execute(address to, uint256 value, bytes calldata data) external payable {
        if (msg.sender != owner) revert NotTheOwner();
        (bool done,) = to.call{value: value}(data);
        if (!done) revert CallFailed();
    }
}
