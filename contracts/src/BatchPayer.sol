// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

interface Token {
    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/** Pays several in one transaction, as payroll tools and exchanges do; the same recipient may come more than once. */
contract BatchPayer {
    error PaymentFailed(uint256 index);
    error LengthsDiffer();
    error ValueLeftOver(uint256 left);

    /** The coins sent along are divided as `values` says and must be used up. */
    function payNative(address[] calldata recipients, uint256[] calldata values) external payable {
        if (recipients.length != values.length) revert LengthsDiffer();
        uint256 left = msg.value;
        for (uint256 i = 0; i < recipients.length; i++) {
            left -= values[i];
            (bool sent,) = recipients[i].call{value: values[i]}("");
            if (!sent) revert PaymentFailed(i);
        }
        if (left != 0) revert ValueLeftOver(left);
    }

    /** From the caller's balance; the caller approves this contract first. */
    function payToken(Token token, address[] calldata recipients, uint256[] calldata values) external {
        if (recipients.length != values.length) revert LengthsDiffer();
        for (uint256 i = 0; i < recipients.length; i++) {
            if (!token.transferFrom(msg.sender, recipients[i], values[i])) revert PaymentFailed(i);
        }
    }
}
