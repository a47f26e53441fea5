// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/** Makes a contract and gives it what came along; the same salt and code make the same address on every network. */
contract PayingCreator {
    error NotCreated();

    event Created(address made);

    function create(bytes memory code) external payable {
        address made;
        assembly {
            made := create(callvalue(), add(code, 32), mload(code))
        }
        if (made == address(0)) revert NotCreated();
        emit Created(made);
    }

    function create2(bytes memory code, bytes32 salt) external payable {
        address made;
        assembly {
            made := create2(callvalue(), add(code, 32), mload(code), salt)
        }
        if (made == address(0)) revert NotCreated();
        emit Created(made);
    }
}
