// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {TestToken} from "TestToken.sol";

/** Calls itself what another token is called, with the same symbol and decimals: only its address tells it apart. */
contract LookalikeToken is TestToken {
    constructor(TestToken original) TestToken(original.name(), original.symbol(), original.decimals()) {}
}
