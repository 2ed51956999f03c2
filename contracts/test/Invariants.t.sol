// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReserveVault} from "../src/ReserveVault.sol";
import {FakeFeed, FakeToken} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice A malicious keeper with a colluding router, one of every asset's two feeds, and the clock. The honest
/// feed of each asset is the first; every loss is valued by it alone.
contract Thief is Reserve {
    uint128 public constant BURST = 4_000e18;
    uint128 public constant REFILL = 3_000e18;
    uint128 public constant TURNOVER = 3_000_000e18;

    struct Event {
        uint256 time;
        uint256 lossWad;
        uint256 soldWad;
    }

    Event[] private events;
    FakeToken[3] private tokens;
    uint256 public worstLossWad;
    uint256 public worstTurnoverWad;
    uint256 public swaps;
    uint256 public exits;
    uint256 public deposits;
    string public broken;
    address[3] private holders;
    uint256 private issuedWad;

    function setUp() public override {
        super.setUp();
        LawParams memory l = standardLaw();
        (l.limits.lossBurstWad, l.limits.lossRefillPerDayWad) = (BURST, REFILL);
        (l.limits.depegBurstWad, l.limits.depegRefillPerDayWad) = (BURST / 4, REFILL / 4);
        (l.limits.turnoverBurstWad, l.limits.turnoverRefillPerDayWad) = (TURNOVER, TURNOVER);
        // Caps wide enough that budgets and floors alone stand between the thief and the money.
        for (uint256 i; i < 3; ++i) {
            l.assets[i].maxBps = 9_000;
        }
        (l.venues[0].maxBps, l.venues[1].maxBps) = (9_000, 9_000);
        (l.assets[0].targetBps, l.assets[1].targetBps, l.assets[2].targetBps) = (2_500, 5_000, 2_500);
        adopt(l);
        tokens = [usd, other, wide];
        holders = [HOLDER, OTHER_HOLDER, STRANGER];
        issue(HOLDER, 200_000);
    }

    function feedsOf(uint256 which) private view returns (FakeFeed[2] storage) {
        if (which == 0) return usdFeeds;
        return which == 1 ? otherFeeds : wideFeeds;
    }

    /// @dev Dollars (18 decimals) by the honest feed, which all have 8.
    function honestValue(uint256 which, uint256 amount) private view returns (uint256) {
        return amount * uint256(feedsOf(which)[0].answer()) * 1e10 / 10 ** tokens[which].decimals();
    }

    function record(uint256 lossWad, uint256 soldWad) private {
        events.push(Event(block.timestamp, lossWad, soldWad));
        uint256 loss;
        uint256 sold;
        for (uint256 i = events.length; i != 0 && events[i - 1].time + 1 days >= block.timestamp; --i) {
            loss += events[i - 1].lossWad;
            sold += events[i - 1].soldWad;
        }
        if (loss > worstLossWad) worstLossWad = loss;
        if (sold > worstTurnoverWad) worstTurnoverWad = sold;
    }

    // ── what the thief does ────────────────────────────────────────────────────────────────────────────

    /// Swaps and takes all the contract lets it take.
    function steal(uint256 from, uint256 to, uint256 amount, bool isExit, uint256 extra) external {
        (from, to) = (from % 3, to % 3);
        uint256 idle = tokens[from].balanceOf(address(vault));
        if (from == to || idle == 0) return;
        amount = bound(amount, amount % 4 == 0 ? 1 : idle / 5 + 1, idle);
        try law.tradeTerms(address(tokens[from]), address(tokens[to]), amount, isExit, false, vault.mode()) returns (
            SwapTerms memory terms
        ) {
            // Mostly the least that passes; at times less, which must not.
            router.setPayOut(extra % 8 == 0 ? terms.floorOut / 2 : terms.floorOut + extra % 2);
        } catch {
            router.setPayOut(0);
        }
        uint256 before = tokens[to].balanceOf(address(vault));
        vm.prank(KEEPER);
        try vault.swap(address(tokens[from]), address(tokens[to]), 500, amount, 0, isExit) {
            uint256 got = tokens[to].balanceOf(address(vault)) - before;
            uint256 sold = honestValue(from, amount);
            uint256 bought = honestValue(to, got);
            uint256 loss = sold > bought ? sold - bought : 0;
            record(loss, sold);
            isExit ? ++exits : ++swaps;
            uint256 slip = isExit ? 1_000 : 50;
            uint256 highest = book.highValue(address(tokens[from]), amount);
            if (!isExit && loss > highest * slip / 10_000 + 1) broken = "a trade lost more than its slip";
        } catch {}
    }

    function enterVenue(uint256 index, uint256 amount, uint256 feeBps) external {
        uint256 idle = usd.balanceOf(address(vault));
        if (idle == 0) return;
        amount = bound(amount, 1, idle);
        savings.setFees(feeBps % 300, 0);
        uint256 before = book.held(address(usd));
        vm.prank(KEEPER);
        try vault.deposit(index % 2, amount) {
            uint256 held = book.held(address(usd));
            record(before > held ? honestValue(0, before - held) : 0, 0);
            ++deposits;
        } catch {}
    }

    function leaveVenue(uint256 index, uint256 amount) external {
        index %= 2;
        uint256 inside = book.deployed(index);
        if (inside == 0) return;
        savings.setFees(0, 0);
        vm.prank(KEEPER);
        vault.withdraw(index, amount % 3 == 0 ? type(uint256).max : bound(amount, 1, inside));
    }

    /// Mostly inside the deviation that still trades; at times far outside, or silent.
    function lie(uint256 which, uint256 answer) external {
        FakeFeed liar = feedsOf(which % 3)[1];
        uint256 honest = uint256(feedsOf(which % 3)[0].answer()) * 10 ** (liar.decimals() - 8);
        if (answer % 16 == 0) liar.set(int256((answer >> 8) % (honest * 20)));
        else if (answer % 16 == 1) liar.setAt(int256(honest), block.timestamp - 2 hours);
        else liar.set(int256(honest * (9_902 + answer % 198) / 10_000));
    }

    function donate(uint256 which, uint256 where, uint256 amount) external {
        address target = where % 3 == 0 ? address(vault) : where % 3 == 1 ? address(executor) : address(savings);
        tokens[which % 3].mint(target, amount % 1_000);
    }

    // ── what the world does ────────────────────────────────────────────────────────────────────────────

    /// Time passes; mostly the honest operators keep their heartbeat, and the thief keeps its own.
    function wait_(uint256 period) external {
        vm.warp(block.timestamp + period % 4 hours);
        if (period % 5 == 0) return;
        for (uint256 which; which < 3; ++which) {
            publish(which, period);
        }
    }

    /// The honest operator publishes, moved a little; the thief repeats its own.
    function publish(uint256 which, uint256 move) public {
        which %= 3;
        FakeFeed honest = feedsOf(which)[0];
        honest.set(honest.answer() * int256(9_990 + move % 21) / 10_000);
        feedsOf(which)[1].set(feedsOf(which)[1].answer());
    }

    function crash(uint256 which) external {
        FakeFeed honest = feedsOf(which % 3)[0];
        honest.set(honest.answer() * 90 / 100);
    }

    function guard(uint256 dice) external {
        vm.startPrank(GUARDIAN);
        if (dice % 11 == 0) {
            vault.tightenAsset(address(tokens[dice % 3]), AssetTightening(50, 1_000, 500, 6_000, true, true));
            vault.openExit(address(tokens[dice % 3]));
        } else if (dice % 29 == 0 && vault.mode() == Mode.Run) {
            vault.setMode(Mode.ExitOnly);
        }
        vm.stopPrank();
    }

    function vote(uint256 dice) external {
        vm.startPrank(OWNER);
        vault.setMode(Mode.Run);
        vault.enableAsset(address(tokens[dice % 3]));
        vm.stopPrank();
    }

    function hold(uint256 who, uint256 amount, bool isBlocked) external {
        address holder = holders[who % 3];
        usd.setBlocked(holder, isBlocked);
        uint256 balance = claimToken.balanceOf(holder);
        if (balance == 0) return;
        vm.prank(holder);
        try vault.requestRedemption(bound(amount, 1, balance)) {} catch {}
    }

    function payOut(uint256 count, uint256 id) external {
        try vault.payRedemptions(count % 5) {} catch {}
        if (book.claimCount() != 0) try vault.collect(id % book.claimCount()) {} catch {}
    }

    // ── what must hold ─────────────────────────────────────────────────────────────────────────────────

    function checkApprovals() external view {
        for (uint256 i; i < 3; ++i) {
            assertEq(tokens[i].allowance(address(vault), address(savings)), 0, "savings");
            assertEq(tokens[i].allowance(address(vault), address(pool)), 0, "pool");
            assertEq(tokens[i].allowance(address(executor), address(router)), 0, "router");
            assertEq(tokens[i].allowance(address(vault), address(executor)), 0, "executor");
        }
    }

    function checkClaims() external view {
        ClaimView[] memory open = book.openClaims(1_000);
        uint256 owed;
        for (uint256 i; i < open.length; ++i) {
            owed += open[i].claim.owedWad;
        }
        assertEq(owed, vault.totalOwedWad(), "claims add up");
        assertEq(owed, book.owedWad(address(usd)), "by asset too");
        uint256 paid;
        for (uint256 i; i < 3; ++i) {
            paid += usd.balanceOf(holders[i]) * 1e12;
        }
        assertLe(paid + owed + claimToken.totalSupply(), 200_000e18, "nobody is paid twice");
    }

    /// @dev Runs on a copy of the state: everything liquid comes home whatever the mode and with every feed dead.
    function checkExits() external {
        uint256 id = vm.snapshotState();
        for (uint256 i; i < 2; ++i) {
            usdFeeds[i].setDead(true);
            otherFeeds[i].setDead(true);
            wideFeeds[i].setDead(true);
        }
        vm.prank(OWNER);
        vault.setMode(Mode.Frozen);
        for (uint256 index; index < 2; ++index) {
            uint256 inside = book.deployed(index);
            if (inside == 0) continue;
            vm.prank(KEEPER);
            vault.withdraw(index, type(uint256).max);
            assertEq(book.deployed(index), 0, "came home");
        }
        vm.revertToState(id);
    }
}

contract InvariantsTest is Reserve {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Thief private thief;

    function setUp() public override {
        thief = new Thief();
        thief.setUp();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(thief);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[] memory s = new bytes4[](14);
        (s[0], s[1], s[2], s[3]) =
        (Thief.steal.selector, Thief.steal.selector, Thief.steal.selector, Thief.steal.selector);
        (s[4], s[5], s[6], s[7]) =
        (Thief.enterVenue.selector, Thief.leaveVenue.selector, Thief.lie.selector, Thief.donate.selector);
        (s[8], s[9], s[10], s[11]) =
        (Thief.wait_.selector, Thief.lie.selector, Thief.publish.selector, Thief.crash.selector);
        (s[12], s[13]) = (Thief.hold.selector, Thief.payOut.selector);
        targets = new FuzzSelector[](2);
        targets[0] = FuzzSelector(address(thief), s);
        bytes4[] memory rare = new bytes4[](2);
        (rare[0], rare[1]) = (Thief.guard.selector, Thief.vote.selector);
        targets[1] = FuzzSelector(address(thief), rare);
    }

    /// The promise: in every window of a day the thief takes at most burst and refill of the loss budget, and of the
    /// exits' own, which is a quarter of it here, by the honest feed.
    function invariant_lossInEveryWindow() public view {
        // One wei-dollar of rounding a call.
        assertLe(thief.worstLossWad(), (uint256(thief.BURST()) + thief.REFILL()) * 5 / 4 + 200, "loss in a day");
    }

    function invariant_turnoverInEveryWindow() public view {
        assertLe(thief.worstTurnoverWad(), 2 * uint256(thief.TURNOVER()), "turnover in a day");
    }

    function invariant_everyTradeKeepsItsFloor() public view {
        assertEq(bytes(thief.broken()).length, 0, thief.broken());
    }

    function invariant_approvalsAreZero() public view {
        thief.checkApprovals();
    }

    function invariant_claimsAddUp() public view {
        thief.checkClaims();
    }

    function invariant_exitsStayOpen() public {
        thief.checkExits();
    }

    /// A suite whose thief never succeeds proves nothing.
    function test_theThiefCanAct() public {
        thief.steal(0, 1, 100_001e6, false, 2);
        assertEq(thief.swaps(), 1, "swapped");
        assertLe(1, thief.worstLossWad(), "and gained");
        thief.enterVenue(0, 1_000e6, 100);
        assertEq(thief.deposits(), 1, "deposited");
        thief.guard(22);
        thief.steal(1, 0, 1_000e18, true, 2);
        assertEq(thief.exits(), 1, "left");
    }
}
