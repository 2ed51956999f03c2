// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {IBridge} from "../src/interfaces/Outside.sol";
import {ReserveVault} from "../src/ReserveVault.sol";
import {TransitLedger} from "../src/TransitLedger.sol";
import {FakeToken} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice Bridge that takes what it is told to take, calls whom it is told to call, and settles what it is told to.
contract FakeBridge is IBridge {
    uint256 public takeShortBy;
    address public target;
    bytes public data;
    uint256 public lastId;
    uint64 public lastDestination;
    bytes32 public lastRecipient;

    error BridgeClosed();

    bool public isClosed;

    function setClosed(bool closed) external {
        isClosed = closed;
    }

    function setTakeShortBy(uint256 amount) external {
        takeShortBy = amount;
    }

    function setHook(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    function send(uint256 id, address asset, uint256 amount, uint64 destination, bytes32 recipient) external {
        if (isClosed) revert BridgeClosed();
        (lastId, lastDestination, lastRecipient) = (id, destination, recipient);
        IERC20(asset).transferFrom(msg.sender, address(this), amount - takeShortBy);
        if (target == address(0)) return;
        (bool ok, bytes memory reason) = target.call(data);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }

    function arrive(TransitLedger ledger, uint256 id) external {
        ledger.settle(id, true);
    }

    function giveBack(TransitLedger ledger, uint256 id) external {
        TransitLedger.Route memory r = ledger.route();
        IERC20(r.asset).approve(address(ledger), ledger.transfer(id).amount);
        ledger.settle(id, false);
    }

    /// @dev Gives the money away: what a bridge that failed has.
    function lose(address asset) external {
        FakeToken(asset).transfer(address(0xb0), IERC20(asset).balanceOf(address(this)));
    }
}

/// @notice A route to another chain as a venue of a real vault: its caps, its ages, its settlements, its thieves.
contract TransitTest is Reserve {
    uint256 private constant ROUTE = 2;
    bytes32 private constant RECIPIENT = bytes32(uint256(0xabc));
    FakeBridge private bridge;
    TransitLedger private ledger;

    function setUp() public override {
        super.setUp();
        bridge = new FakeBridge();
        ledger = new TransitLedger(address(vault), routeOf(address(bridge), 150_000e6));
        adopt(lawWithRoute());
    }

    function routeOf(address bridge_, uint256 cap) private view returns (TransitLedger.Route memory) {
        return TransitLedger.Route(address(usd), bridge_, 42_161, RECIPIENT, 7 days, 100, cap);
    }

    /// @dev At most a tenth of the reserve, and 120 000 dollars that depend on the bridge.
    function lawWithRoute() private view returns (LawParams memory l) {
        l = standardLaw();
        VenueParams[] memory more = new VenueParams[](3);
        (more[0], more[1]) = (l.venues[0], l.venues[1]);
        more[2] = VenueParams(2, address(ledger), address(usd), address(ledger), 1_000, 0, 3, 3, true);
        l.venues = more;
        l.risks = new RiskCap[](2);
        l.risks[0] = RiskCap("bridge", 1_000_000e18, 10_000);
        l.risks[1] = RiskCap("chain", 1_000_000e18, 10_000);
    }

    function send(uint256 amount) private {
        vm.prank(KEEPER);
        vault.deposit(ROUTE, amount);
    }

    function refuse(uint256 amount, bytes memory reason) private {
        vm.prank(KEEPER);
        vm.expectRevert(reason);
        vault.deposit(ROUTE, amount);
    }

    function counted() private view returns (uint256) {
        return ledger.balanceOf(address(vault));
    }

    // ── making one ─────────────────────────────────────────────────────────────────────────────────────

    function test_aRouteIsWhole() public {
        bytes memory reason = abi.encodeWithSelector(BadParameter.selector, "route");
        TransitLedger.Route memory r = routeOf(address(0), 1);
        vm.expectRevert(reason);
        new TransitLedger(address(vault), r);
        r = routeOf(address(bridge), 1);
        r.recipient = 0;
        vm.expectRevert(reason);
        new TransitLedger(address(vault), r);
        r = routeOf(address(bridge), 1);
        r.maxAgeSeconds = 0;
        vm.expectRevert(reason);
        new TransitLedger(address(vault), r);
        r = routeOf(address(bridge), type(uint128).max);
        assertEq(new TransitLedger(address(vault), r).route().cap, type(uint128).max, "the widest");
        r.cap += 1;
        vm.expectRevert(reason);
        new TransitLedger(address(vault), r);
    }

    function test_theLawListsItForItsOwnAssetOnly() public {
        LawParams memory l = lawWithRoute();
        // A new ledger, not yet listed, whose asset is another.
        TransitLedger foreign = new TransitLedger(address(vault), routeOf(address(bridge), 1));
        l.venues[2] = VenueParams(2, address(foreign), address(other), address(foreign), 1_000, 0, 0, 3, true);
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(BadParameter.selector, "venue"));
        vault.adoptPolicy(DOCUMENT, l);
        l.venues[2] = VenueParams(2, address(pool), address(usd), address(foreign), 1_000, 0, 0, 3, true);
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(BadParameter.selector, "venue"));
        vault.adoptPolicy(DOCUMENT, l);
    }

    // ── sending ────────────────────────────────────────────────────────────────────────────────────────

    function test_aDepositSends() public {
        vm.expectEmit(address(ledger));
        emit TransitLedger.Sent(0, 100_000e6);
        vm.expectEmit(address(vault));
        emit Deposited(ROUTE, 100_000e6, 0);
        send(100_000e6);
        assertEq(usd.balanceOf(address(bridge)), 100_000e6, "on its way");
        assertEq(bridge.lastDestination(), 42_161, "destination");
        assertTrue(bridge.lastRecipient() == RECIPIENT, "recipient");
        assertEq(book.deployed(ROUTE), 100_000e6, "counts");
        assertEq(book.held(address(usd)), 1_000_000e6, "once");
        assertEq(book.valueFloor(), 3_000_000e18, "the reserve is worth the same");
        assertEq(vault.state().lossUsedWad, 0, "no loss");
        assertEq(usd.allowance(address(vault), address(ledger)), 0, "approval of the vault back to zero");
        assertEq(usd.allowance(address(ledger), address(bridge)), 0, "approval of the ledger back to zero");
        send(20_000e6);
        assertEq(bridge.lastId(), 1, "its own number");
        assertEq(ledger.openTransfers().length, 2, "two open");
        assertEq(ledger.transfer(1).amount, 20_000e6, "amount");
        assertEq(ledger.transfer(1).sentAt, START, "sent");
    }

    function test_theVaultAloneSendsAndTakes() public {
        address[4] memory others = [KEEPER, OWNER, address(bridge), STRANGER];
        for (uint256 i; i < 4; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(NotVault.selector, others[i]));
            ledger.supply(address(usd), 1, others[i], 0);
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(NotVault.selector, others[i]));
            ledger.withdraw(address(usd), 0, others[i]);
        }
        vm.prank(address(vault));
        vm.expectRevert(abi.encodeWithSelector(UnknownAsset.selector, address(other)));
        ledger.supply(address(other), 1, address(vault), 0);
        assertEq(ledger.balanceOf(STRANGER), 0, "nobody else has anything there");
    }

    function test_routeCapToTheUnit() public {
        refuse(150_000e6 + 1, abi.encodeWithSelector(TransitLedger.RouteFull.selector, 150_000e6 + 1, 150_000e6));
        send(100_000e6);
        refuse(50_000e6 + 1, abi.encodeWithSelector(TransitLedger.RouteFull.selector, 50_000e6 + 1, 50_000e6));
        send(50_000e6);
        refuse(1, abi.encodeWithSelector(TransitLedger.RouteFull.selector, 1, 0));
    }

    function test_venueCapToTheUnit() public {
        LawParams memory l = lawWithRoute();
        l.venues[2].maxBps = 300;
        adopt(l);
        refuse(90_000e6 + 1, abi.encodeWithSelector(VenueCapExceeded.selector, ROUTE, 90_000e18 + 1e12, 90_000e18));
        send(90_000e6);
    }

    function test_capsOfBridgeAndChain() public {
        LawParams memory l = lawWithRoute();
        l.risks[0].capWad = 80_000e18;
        l.risks[1].capBps = 200;
        adopt(l);
        refuse(
            80_000e6 + 1,
            abi.encodeWithSelector(RiskCapExceeded.selector, bytes32("bridge"), 80_000e18 + 1e12, 80_000e18)
        );
        refuse(
            60_000e6 + 1,
            abi.encodeWithSelector(RiskCapExceeded.selector, bytes32("chain"), 60_000e18 + 1e12, 60_000e18)
        );
        send(60_000e6);
    }

    function test_theGuardianClosesARoute() public {
        vm.prank(GUARDIAN);
        vault.tightenVenue(ROUTE, 1_000, false);
        refuse(1e6, abi.encodeWithSelector(EntryForbidden.selector, address(usd)));
    }

    function test_notWhileExitOnlyNorMoreThanIdle() public {
        refuse(
            1_000_000e6 + 1,
            abi.encodeWithSelector(InsufficientIdle.selector, address(usd), 1_000_000e6, 1_000_000e6 + 1)
        );
        vm.prank(GUARDIAN);
        vault.setMode(Mode.ExitOnly);
        refuse(1e6, abi.encodeWithSelector(WrongMode.selector, Mode.ExitOnly));
    }

    function test_sixteenAtATime() public {
        for (uint256 i; i < 16; ++i) {
            send(1e6);
        }
        refuse(1e6, abi.encodeWithSelector(TransitLedger.RouteFull.selector, 1e6, 150_000e6 - 16e6));
        bridge.arrive(ledger, 3);
        send(1e6);
        uint256[] memory open = ledger.openTransfers();
        assertEq(open.length, 16, "full again");
        assertEq(open[3], 15, "the last took its place");
        assertEq(open[15], 16, "the new one is last");
    }

    // ── age ────────────────────────────────────────────────────────────────────────────────────────────

    function test_whatIsOnItsWayCountsLessByTheSecond() public {
        send(100_000e6);
        pass(1 days);
        assertEq(counted(), 99_000e6, "one per cent a day");
        pass(1);
        // 1e11 · (1e4 · 86400 − 100 · 86401) / (1e4 · 86400), down.
        assertEq(counted(), 98_999_988_425, "and a second");
        vm.warp(START + 7 days);
        assertEq(counted(), 93_000e6, "to the last second");
        vm.warp(START + 7 days + 1);
        assertEq(counted(), 0, "then nothing");
        assertEq(book.deployed(ROUTE), 0, "nor in the book");
    }

    function test_aHaircutBeyondAllIsNothingNotLess() public {
        TransitLedger.Route memory r = routeOf(address(bridge), 1e12);
        r.haircutPerDayBps = 5_000;
        TransitLedger steep = new TransitLedger(address(vault), r);
        LawParams memory l = lawWithRoute();
        l.venues[2].target = l.venues[2].receipt = address(steep);
        adopt(l);
        send(100_000e6);
        pass(1 days);
        assertEq(steep.balanceOf(address(vault)), 50_000e6, "half");
        pass(2 days);
        assertEq(steep.balanceOf(address(vault)), 0, "nothing");
    }

    function test_whatIsTooOldStillTakesFromTheCap() public {
        send(150_000e6);
        pass(8 days);
        refuse(1e6, abi.encodeWithSelector(TransitLedger.RouteFull.selector, 1e6, 0));
    }

    /// Each counts by its own age, against us to the raw unit.
    function testFuzz_agesAreEachTheirOwn(uint256 a, uint256 b, uint256 first, uint256 second) public {
        a = bound(a, 1, 100_000e6);
        b = bound(b, 1, 50_000e6);
        first = bound(first, 0, 8 days);
        second = bound(second, 0, 8 days);
        send(a);
        pass(first);
        send(b);
        pass(second);
        assertEq(counted(), share(a, first + second) + share(b, second), "counted");
    }

    function share(uint256 amount, uint256 age) private pure returns (uint256) {
        if (age > 7 days) return 0;
        uint256 whole = uint256(10_000) * 1 days;
        return amount * (whole - 100 * age) / whole;
    }

    // ── settling ───────────────────────────────────────────────────────────────────────────────────────

    function test_theBridgeAloneSettles() public {
        send(100_000e6);
        address[4] memory others = [KEEPER, OWNER, address(vault), STRANGER];
        for (uint256 i; i < 4; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(TransitLedger.NotBridge.selector, others[i]));
            ledger.settle(0, true);
        }
    }

    function test_whatArrivedCountsThere() public {
        send(100_000e6);
        send(50_000e6);
        vm.expectEmit(address(ledger));
        emit TransitLedger.Settled(0, true);
        bridge.arrive(ledger, 0);
        assertEq(counted(), 50_000e6, "not here any more");
        assertEq(ledger.returned(), 0, "nothing to take");
        assertTrue(ledger.transfer(0).isSettled, "settled");
    }

    function test_whatReturnedComesHome() public {
        send(100_000e6);
        pass(3 days);
        vm.expectEmit(address(ledger));
        emit TransitLedger.Settled(0, false);
        bridge.giveBack(ledger, 0);
        assertEq(counted(), 100_000e6, "whole again");
        assertEq(usd.balanceOf(address(ledger)), 100_000e6, "with its tokens");
        vm.prank(KEEPER);
        vault.withdraw(ROUTE, 40_000e6);
        assertEq(counted(), 60_000e6, "the rest");
        vm.expectEmit(address(vault));
        emit Withdrawn(ROUTE, 60_000e6, 0);
        vm.prank(GUARDIAN);
        vault.withdraw(ROUTE, type(uint256).max);
        assertEq(usd.balanceOf(address(vault)), 1_000_000e6, "home");
        assertEq(ledger.returned() + counted(), 0, "nothing left");
    }

    function test_onceAndNeverAgain() public {
        send(100_000e6);
        send(50_000e6);
        bridge.arrive(ledger, 0);
        bridge.giveBack(ledger, 1);
        usd.mint(address(bridge), 1_000_000e6);
        for (uint256 id; id < 3; ++id) {
            bytes memory reason = abi.encodeWithSelector(TransitLedger.AlreadySettled.selector, id);
            vm.startPrank(address(bridge));
            usd.approve(address(ledger), type(uint256).max);
            vm.expectRevert(reason);
            ledger.settle(id, true);
            vm.expectRevert(reason);
            ledger.settle(id, false);
            vm.stopPrank();
        }
        assertEq(counted(), 50_000e6, "counted once");
    }

    function test_whatWasTooOldMayStillReturnOnce() public {
        send(100_000e6);
        pass(30 days);
        assertEq(counted(), 0, "given up");
        bridge.giveBack(ledger, 0);
        assertEq(counted(), 100_000e6, "returned");
        vm.expectRevert(abi.encodeWithSelector(TransitLedger.AlreadySettled.selector, 0));
        bridge.giveBack(ledger, 0);
    }

    function test_aReturnWithoutTokensIsNone() public {
        send(100_000e6);
        bridge.lose(address(usd));
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, address(bridge), 0, 100_000e6)
        );
        bridge.giveBack(ledger, 0);
        assertEq(ledger.returned(), 0, "nothing returned");
        assertEq(counted(), 100_000e6, "still on its way");
    }

    function test_aReturnThatDeliversLessIsNone() public {
        send(100_000e6);
        usd.setFee(10);
        vm.expectRevert(abi.encodeWithSelector(TransferMismatch.selector, address(usd), 100_000e6, 99_900e6));
        bridge.giveBack(ledger, 0);
    }

    // ── donations ──────────────────────────────────────────────────────────────────────────────────────

    function test_donationsCountForNothingAndCannotBeTaken() public {
        send(100_000e6);
        Totals memory before = bookTotals();
        usd.mint(address(ledger), 500_000e6);
        assertEq(counted(), 100_000e6, "not counted");
        Totals memory after_ = bookTotals();
        assertTrue(keccak256(abi.encode(before)) == keccak256(abi.encode(after_)), "nor as cash");
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(InsufficientIdle.selector, address(usd), 0, 1));
        vault.withdraw(ROUTE, 1);
        bridge.giveBack(ledger, 0);
        usd.mint(address(ledger), 500_000e6);
        vm.prank(KEEPER);
        assertEq(vault.withdraw(ROUTE, type(uint256).max), 100_000e6, "what returned and no more");
        assertEq(usd.balanceOf(address(vault)), 1_000_000e6, "home");
        assertEq(counted(), 0, "and that was all");
    }

    function test_listedAsCashADonationWouldMakeItCash() public {
        // Why a law lists a route in a slower class: this one does not.
        LawParams memory l = lawWithRoute();
        l.venues[2].maturity = 0;
        adopt(l);
        send(100_000e6);
        uint256 cash = bookTotals().liquidWad[0];
        usd.mint(address(ledger), 500_000e6);
        assertEq(bookTotals().liquidWad[0], cash + 95_000e18, "what is on its way, after the haircut, and no more");
    }

    function bookTotals() private view returns (Totals memory sum) {
        (sum,) = book.totals();
    }

    // ── leaving ────────────────────────────────────────────────────────────────────────────────────────

    function test_whatIsOnItsWayCannotBeTakenAndBlocksNothing() public {
        send(100_000e6);
        vm.startPrank(KEEPER);
        vault.deposit(0, 100_000e6);
        vm.expectRevert(abi.encodeWithSelector(InsufficientIdle.selector, address(usd), 0, 100_000e6));
        vault.withdraw(ROUTE, 100_000e6);
        vm.expectRevert(abi.encodeWithSelector(InsufficientDeployed.selector, ROUTE, 100_000e6, 100_000e6 + 1));
        vault.withdraw(ROUTE, 100_000e6 + 1);
        assertEq(vault.withdraw(ROUTE, type(uint256).max), 0, "nothing yet");
        assertEq(vault.withdraw(0, type(uint256).max), 100_000e6, "other venues work");
        vm.stopPrank();
        bridge.setClosed(true);
        refuse(1e6, abi.encodeWithSelector(FakeBridge.BridgeClosed.selector));
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        vault.payRedemptions(1);
        assertEq(usd.balanceOf(HOLDER), 1_000e6, "and redemptions");
    }

    function test_aRouteIsNotDroppedWhileItCounts() public {
        send(100_000e6);
        LawParams memory l = standardLaw();
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(VenueStillHolds.selector, ROUTE, 100_000e6));
        vault.adoptPolicy(DOCUMENT, l);
        pass(7 days + 1);
        adopt(l);
    }

    // ── hostile bridges ────────────────────────────────────────────────────────────────────────────────

    function test_aBridgeThatTakesLessIsRefused() public {
        // What it left behind would lie in the ledger for good, and count as on its way.
        bridge.setTakeShortBy(1);
        refuse(100_000e6, abi.encodeWithSelector(TransferMismatch.selector, address(usd), 100_000e6, 100_000e6 - 1));
    }

    function test_aBridgeThatAddsToWhatLiesHereIsRefused() public {
        bridge.setHook(address(usd), abi.encodeCall(FakeToken.mint, (address(ledger), 200_000e6)));
        refuse(100_000e6, abi.encodeWithSelector(TransferMismatch.selector, address(usd), 100_000e6, 0));
    }

    function test_noApprovalToTheBridgeOutlivesATransfer() public {
        // A bridge that burns what it sends pulls nothing, so that nothing counts its approval down.
        bridge.setTakeShortBy(100_000e6);
        bridge.setHook(address(usd), abi.encodeCall(FakeToken.burn, (address(ledger), 100_000e6)));
        send(100_000e6);
        assertEq(usd.allowance(address(ledger), address(bridge)), 0, "taken back");
    }

    function test_aBridgeThatSettlesAtOnceIsALoss() public {
        bridge.setHook(address(ledger), abi.encodeCall(TransitLedger.settle, (0, true)));
        refuse(100_000e6, abi.encodeWithSelector(LossBudgetExceeded.selector, 100_000e18, 10_000e18));
        send(5_000e6);
        assertEq(vault.state().lossUsedWad, 5_000e18, "charged whole");
    }

    function test_aFeeOnTheWayOutIsNotPaidByWhatReturned() public {
        send(100_000e6);
        bridge.giveBack(ledger, 0);
        usd.setFee(10);
        refuse(10_000e6, abi.encodeWithSelector(TransferMismatch.selector, address(usd), 10_000e6, 10_010e6));
    }

    function test_aBridgeThatReturnsAtOnceIsRefused() public {
        usd.mint(address(bridge), 100_000e6);
        vm.prank(address(bridge));
        usd.approve(address(ledger), type(uint256).max);
        bridge.setHook(address(ledger), abi.encodeCall(TransitLedger.settle, (0, false)));
        refuse(100_000e6, abi.encodeWithSelector(TransferMismatch.selector, address(usd), 100_000e6, 0));
    }

    function test_noWayBackIntoTheVault() public {
        vm.prank(OWNER);
        vault.setKeeper(address(bridge));
        bridge.setHook(address(vault), abi.encodeCall(ReserveVault.deposit, (ROUTE, 1e6)));
        vm.prank(address(bridge));
        vm.expectRevert(ReentrancyGuard.ReentrancyGuardReentrantCall.selector);
        vault.deposit(ROUTE, 1e6);
        bridge.setHook(address(vault), abi.encodeCall(ReserveVault.withdraw, (ROUTE, type(uint256).max)));
        vm.prank(address(bridge));
        vm.expectRevert(ReentrancyGuard.ReentrancyGuardReentrantCall.selector);
        vault.deposit(ROUTE, 1e6);
    }

    function test_aBridgeThatVanishesCostsItsCap() public {
        send(150_000e6);
        bridge.lose(address(usd));
        pass(7 days + 1);
        assertEq(book.valueFloor(), 2_850_000e18, "what was on its way and no more");
        refuse(1, abi.encodeWithSelector(TransitLedger.RouteFull.selector, 1, 0));
    }

    function test_aBridgeThatLiesAndAStolenKeeperTakeTheCapOnceAndWhatDrains() public {
        send(150_000e6);
        bridge.arrive(ledger, 0);
        bridge.lose(address(usd));
        refuse(1e6, abi.encodeWithSelector(TransitLedger.RouteFull.selector, 1e6, 0));
        pass(1 days);
        // A seventh of the cap.
        refuse(21_429e6, abi.encodeWithSelector(TransitLedger.RouteFull.selector, 21_429e6, 21_428_571_428));
        send(21_428e6);
    }

    /// However a bridge lies, in the route's greatest age at most twice its cap leaves.
    function testFuzz_atMostTwiceTheCapLeaves(uint256[20] calldata moves) public {
        uint256 sent;
        uint256 ids;
        for (uint256 i; i < 20; ++i) {
            pass((moves[i] >> 128) % (7 days / 20));
            uint256 amount = bound(moves[i], 1, 150_000e6);
            vm.prank(KEEPER);
            try vault.deposit(ROUTE, amount) {
                sent += amount;
                bridge.arrive(ledger, ids++);
            } catch {}
        }
        assertLe(sent, 300_000e6, "twice the cap");
    }

    /// Whatever a bridge settles or loses: the ledger owes the vault no more than it has, nothing counts twice, and
    /// what is not at home is at most what was sent.
    function testFuzz_nothingCountsTwice(uint256[12] calldata moves) public {
        uint256 sent;
        uint256 arrived;
        uint256 ids;
        for (uint256 i; i < 12; ++i) {
            uint256 what = moves[i] % 4;
            uint256 amount = bound(moves[i] >> 8, 1, 40_000e6);
            if (what < 2) {
                vm.prank(KEEPER);
                try vault.deposit(ROUTE, amount) {
                    sent += amount;
                    ++ids;
                } catch {}
            } else if (ids != 0) {
                uint256 id = amount % ids;
                if (what == 2) {
                    try bridge.arrive(ledger, id) {
                        arrived += ledger.transfer(id).amount;
                    } catch {}
                } else {
                    try bridge.giveBack(ledger, id) {} catch {}
                }
            }
            assertLe(ledger.returned(), usd.balanceOf(address(ledger)), "what returned is there");
            assertEq(usd.balanceOf(address(vault)) + counted() + arrived, 1_000_000e6, "once");
            assertLe(counted() + arrived, sent, "no more than was sent");
        }
        vm.prank(KEEPER);
        vault.withdraw(ROUTE, type(uint256).max);
        assertEq(usd.balanceOf(address(ledger)), 0, "all that returned came home");
    }
}
