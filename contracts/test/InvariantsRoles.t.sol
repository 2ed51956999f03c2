// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Campaign} from "./util/Campaign.sol";
import {Warden} from "./util/Warden.sol";
import {World} from "./util/World.sol";

/// @notice Roles: whoever acts, only the owner loosens, and never before its notice is over; whoever tightens moves no
/// tokens; the hash of the law changes exactly when a value of it does; its own token makes no reserve.
contract InvariantsRolesTest is Campaign {
    Warden private warden;

    function setUp() public {
        warden = new Warden();
        warden.setUp();
        target(address(warden));
        weigh(Warden.guardAsset.selector, 6);
        weigh(Warden.guardVenue.selector, 3);
        weigh(Warden.guardLimits.selector, 6);
        weigh(Warden.push.selector, 2);
        weigh(Warden.restrict.selector, 2);
        weigh(Warden.pause.selector, 2);
        weigh(Warden.dropKeeper.selector, 1);
        weigh(Warden.openExit.selector, 2);
        weigh(Warden.lookAtAll.selector, 1);
        weigh(Warden.usurp.selector, 6);
        weigh(Warden.schedule.selector, 4);
        weigh(Warden.execute.selector, 6);
        weigh(Warden.sleep.selector, 4);
        weigh(Warden.endow.selector, 1);
        weigh(World.wait_.selector, 2);
        weigh(World.shift.selector, 1);
        weigh(World.lie.selector, 1);
        weigh(World.attest.selector, 1);
    }

    function invariant_roles() public view {
        assertEq(bytes(warden.broken()).length, 0, warden.broken());
    }

    /// A suite whose actors never succeed proves nothing.
    function test_everyHandlerCanSucceed() public {
        warden.guardAsset(0, 0x0101_0001_0001_0001_0001);
        warden.guardVenue(0, 1);
        warden.guardLimits(0);
        warden.push(0, 4_000);
        warden.pause(0, true);
        warden.usurp(2, 0, 0);
        warden.endow(1e24, 1e8);
        warden.schedule(10, 0);
        warden.dropKeeper(8);
        warden.sleep(2 days - 1);
        warden.sleep(1);
        warden.execute(0);
        warden.attest(1);
        warden.shift(1, true);
        warden.restrict(2);
        invariant_roles();
    }
}
