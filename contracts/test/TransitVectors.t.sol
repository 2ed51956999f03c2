// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReserveVault} from "../src/interfaces/IReserveVault.sol";
import {TransitLedger} from "../src/TransitLedger.sol";
import {FakeToken} from "./util/Fakes.sol";
import {Test} from "./util/Test.sol";
import {FakeBridge} from "./Transit.t.sol";

/// @notice vectors/transits.json put to the ledger of a route. The vault is this test.
contract TransitVectorsTest is Test {
    uint256 private constant NOW = 1_800_000_000;

    struct TransitStep {
        uint256 at;
        uint256 kind;
        uint256 amountRaw;
        uint256 id;
        string code;
        uint256 roomRaw;
        uint256 countedRaw;
        uint256 returnedRaw;
        uint256 openCount;
    }

    /// @dev With the steps last the compiler runs out of stack.
    struct TransitCase {
        string name;
        uint256 capRaw;
        uint256 maxAgeSeconds;
        uint256 haircutPerDayBps;
        TransitStep[] steps;
        uint256 decimals;
    }

    FakeToken private token;
    FakeBridge private bridge;
    TransitLedger private ledger;
    mapping(bytes4 selector => string) private nameOf;

    function setUp() public {
        nameOf[TransitLedger.RouteFull.selector] = "RouteFull";
        nameOf[TransitLedger.AlreadySettled.selector] = "AlreadySettled";
        nameOf[IReserveVault.InsufficientIdle.selector] = "InsufficientIdle";
    }

    function test_transits() public {
        string memory description = string.concat(
            "TransitCase(string name,uint256 capRaw,uint256 maxAgeSeconds,uint256 haircutPerDayBps,TransitStep[] steps,",
            "uint256 decimals)",
            "TransitStep(uint256 at,uint256 kind,uint256 amountRaw,uint256 id,string code,uint256 roomRaw,",
            "uint256 countedRaw,uint256 returnedRaw,uint256 openCount)"
        );
        string memory json = vm.readFile("vectors/transits.json");
        TransitCase[] memory cases = abi.decode(vm.parseJsonTypeArray(json, ".cases", description), (TransitCase[]));
        assertLe(130, cases.length, "enough cases");
        for (uint256 i; i < cases.length; ++i) {
            transitCase(cases[i]);
        }
    }

    function transitCase(TransitCase memory c) private {
        vm.warp(NOW);
        (token, bridge) = (new FakeToken("T", uint8(c.decimals)), new FakeBridge());
        ledger = new TransitLedger(address(this), routeOf(c));
        token.mint(address(this), 1 << 250);
        token.approve(address(ledger), type(uint256).max);
        vm.prank(address(bridge));
        token.approve(address(ledger), type(uint256).max);
        for (uint256 i; i < c.steps.length; ++i) {
            vm.warp(c.steps[i].at);
            transitStep(string.concat(c.name, ", step ", vm.toString(i)), c.steps[i]);
        }
    }

    function routeOf(TransitCase memory c) private view returns (TransitLedger.Route memory r) {
        (r.asset, r.bridge, r.recipient) = (address(token), address(bridge), bytes32(uint256(0xabc)));
        (r.maxAgeSeconds, r.haircutPerDayBps) = (uint64(c.maxAgeSeconds), uint16(c.haircutPerDayBps));
        r.cap = c.capRaw;
    }

    function transitStep(string memory name, TransitStep memory s) private {
        (bool isDone, bytes memory said) = take(s);
        string memory code = isDone ? "" : nameOf[bytes4(said)];
        assertTrue(isDone || bytes(code).length != 0, string.concat(name, ": an error without a name"));
        bool isSame = keccak256(bytes(code)) == keccak256(bytes(s.code));
        assertTrue(isSame, string.concat(name, ": expected ", s.code, ", got ", code));
        if (!isDone && bytes4(said) == TransitLedger.RouteFull.selector) compareRoom(name, s, said);
        compareLedger(name, s);
    }

    function compareRoom(string memory name, TransitStep memory s, bytes memory said) private pure {
        bytes memory full = abi.encodeWithSelector(TransitLedger.RouteFull.selector, s.amountRaw, s.roomRaw);
        assertTrue(keccak256(said) == keccak256(full), string.concat(name, ": room"));
    }

    function compareLedger(string memory name, TransitStep memory s) private view {
        assertEq(ledger.balanceOf(address(this)), s.countedRaw, string.concat(name, ": counted"));
        assertEq(ledger.returned(), s.returnedRaw, string.concat(name, ": returned"));
        assertEq(ledger.openTransfers().length, s.openCount, string.concat(name, ": on their way"));
    }

    function take(TransitStep memory s) private returns (bool, bytes memory) {
        if (s.kind == 0) return (true, "");
        bytes memory data = abi.encodeCall(TransitLedger.settle, (s.id, s.kind == 2));
        if (s.kind == 1) data = abi.encodeCall(TransitLedger.supply, (address(token), s.amountRaw, address(this), 0));
        if (s.kind == 4) data = abi.encodeCall(TransitLedger.withdraw, (address(token), s.amountRaw, address(this)));
        if (s.kind == 2 || s.kind == 3) vm.prank(address(bridge));
        return address(ledger).call(data);
    }
}
