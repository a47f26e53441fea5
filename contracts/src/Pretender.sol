// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/** Seems to pay: its calls show a value in a trace, and none of it goes anywhere. What is sent to it stays here. */
contract Pretender {
    error CallFailed();
    error Regretted();

    receive() external payable {}

    /** The other's code in this contract's place: the value shown is that of this very call. */
    function delegate(address to) external payable {
        (bool done,) = to.delegatecall("");
        if (!done) revert CallFailed();
    }

    /** As above with a value of its own, which it pays to itself. */
    function callCode(address to) external payable {
        bool done;
        assembly {
            done := callcode(gas(), to, callvalue(), 0, 0, 0, 0)
        }
        if (!done) revert CallFailed();
    }

    /** A call that may change nothing, so that it can carry nothing. */
    function look(address to) external payable {
        (bool done,) = to.staticcall("");
        if (!done) revert CallFailed();
    }

    /** Pays, and takes it back by failing; the transaction itself succeeds. */
    function payAndRegret(address to) external payable {
        try this.payAndFail{value: msg.value}(to) {} catch {}
    }

    function payAndFail(address to) external payable {
        (bool done,) = to.call{value: msg.value}("");
        if (done) revert Regretted();
    }

    /** Pays so much more than there is that the call itself fails; the transaction succeeds. */
    function payTooMuch(address to) external payable {
        (bool done,) = to.call{value: address(this).balance + 1}("");
        if (done) revert Regretted();
    }
}
