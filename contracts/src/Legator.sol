// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/** Whoever calls it makes it destroy itself and leave all that it holds to its heir. Its code is PUSH20 heir, SELFDESTRUCT. */
contract Legator {
    constructor(address heir) payable {
        bytes memory code = abi.encodePacked(hex"73", heir, hex"ff");
        assembly {
            return(add(code, 32), mload(code))
        }
    }
}
