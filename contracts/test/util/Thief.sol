// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Probes} from "./Probes.sol";
import {Windows} from "./Windows.sol";

/// @notice Keeper, router, filler of auctions and owner of one venue, in one hand. Takes all the contracts let it take.
contract Thief is Probes {
    using Windows for Windows.Window;

    /// Where tokens of the vault may go now; zero address for what always may receive.
    address private payee;

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < 3; ++i) {
            tokens[i].approve(address(auction), type(uint256).max);
        }
    }

    /// Sells through the router, which pays the least that passes, at times less.
    function trade(uint256 from, uint256 to, uint256 amount, uint256 dice) external {
        (from, to) = pair(from, to, dice);
        sell(from, to, piece(from, amount, dice), false, dice);
    }

    /// @dev Any two assets; mostly such that the trade brings both nearer to their targets.
    function pair(uint256 from, uint256 to, uint256 dice) private view returns (uint256, uint256) {
        (from, to) = (from % 3, to % 3);
        if (dice % 4 != 0) {
            if (from != 0 && surplus(from) == 0) from = 0;
            if (to != 0 && surplus(to) != 0) to = 0;
        }
        if (from == to) revert Nothing();
        return (from, to);
    }

    /// Sells through the router under an open exit.
    function tradeExit(uint256 from, uint256 amount, uint256 dice) external {
        from = 1 + from % 2;
        sell(from, 0, piece(from, amount, dice), true, dice);
    }

    /// @dev Mostly a small part of what is idle; at times all of it, or what stands above the target and a little more.
    function piece(uint256 from, uint256 amount, uint256 dice) private view returns (uint256) {
        uint256 all = idle(from);
        if (all == 0) revert Nothing();
        if (dice % 8 == 6 && from != 0) return 1 + surplus(from) * (990 + amount % 60) / 1_000;
        return bound(amount, 1, dice % 8 == 0 ? all : all / 25 + 1);
    }

    function sell(uint256 from, uint256 to, uint256 amount, bool isExit, uint256 dice) private {
        SwapTerms memory t =
            law.tradeTerms(address(tokens[from]), address(tokens[to]), amount, isExit, false, vault.mode());
        router.setPayOut(dice % 16 == 1 && t.floorOut != 0 ? t.floorOut - 1 : t.floorOut + (dice >> 8) % 2);
        router.setHook(dice % 4 == 2 ? address(this) : address(0), abi.encodeCall(this.meddle, (dice)));
        Before memory b = look();
        payee = address(executor);
        vm.prank(KEEPER);
        vault.swap(address(tokens[from]), address(tokens[to]), 500, amount, 0, isExit);
        if (dice % 16 == 1 && t.floorOut != 0) breach("sold below the floor");
        checkTrade(b, from, to, amount, isExit, false);
        payee = address(0);
    }

    /// What the router does while the vault waits for it.
    function meddle(uint256 dice) external {
        dice >>= 16;
        if (dice % 5 == 0) usd.mint(address(vault), dice % 1_000);
        if (dice % 5 == 1) try book.poke() {} catch {}
        if (dice % 5 == 2 && transit.openTransfers().length != 0) settle(dice, false);
        if (dice % 5 == 3) {
            try vault.payRedemptions(3) {
                breach("paid inside a trade");
            } catch {}
        }
        if (dice % 5 == 4) {
            try vault.withdraw(0, 1) {
                breach("left inside a trade");
            } catch {}
        }
    }

    // ── auctions ───────────────────────────────────────────────────────────────────────────────────────

    function open(uint256 from, uint256 to, uint256 amount, uint256 dice) external {
        (from, to) = pair(from, to, dice);
        amount = piece(from, amount, dice);
        vm.prank(KEEPER);
        auction.open(address(tokens[from]), address(tokens[to]), amount, false);
    }

    /// Anybody opens that of an open exit.
    function openExitAuction(uint256 from, uint256 amount, uint256 dice) external {
        from = 1 + from % 2;
        amount = piece(from, amount, dice);
        auction.open(address(tokens[from]), address(usd), amount, true);
    }

    /// Fills at the price, mostly late, when it is lowest.
    function fill(uint256 from, uint256 amount, uint256 dice) external {
        fillOf(from, amount, dice, false);
    }

    function fillExit(uint256 from, uint256 amount, uint256 dice) external {
        fillOf(from, amount, dice, true);
    }

    function fillOf(uint256 from, uint256 amount, uint256 dice, bool isExit) private {
        address bought;
        uint64 endsAt;
        uint256 left;
        for (uint256 i; i < 3 && left == 0; ++i) {
            bool isOther;
            from = (from % 3 + 1) % 3;
            (bought, isOther,, endsAt, left) = auction.lots(address(tokens[from]));
            if (block.timestamp >= endsAt || isExit != isOther) left = 0;
        }
        if (left == 0) revert Nothing();
        uint256 to = bought == address(usd) ? 0 : bought == address(other) ? 1 : 2;
        // To the last second, with every feed as it stands.
        if (dice % 2 == 0 && endsAt - block.timestamp < 20 minutes) vm.warp(endsAt - 1);
        amount = bound(amount, 1, left);
        tokens[to].mint(address(this), auction.price(address(tokens[from]), amount));
        Before memory b = look();
        payee = address(auction);
        auction.fill(address(tokens[from]), amount, type(uint256).max);
        checkTrade(b, from, to, amount, isExit, true);
        payee = address(0);
    }

    // ── venues ─────────────────────────────────────────────────────────────────────────────────────────

    function enter(uint256 index, uint256 amount, uint256 feeBps) external {
        index %= 3;
        amount = bound(amount, 1, idle(0) / (feeBps % 4 == 0 ? 1 : 20) + 1);
        savings.setFees(feeBps % 8 == 1 ? (feeBps >> 8) % 300 : 0, 0);
        Before memory b = look();
        payee = book.venue(index).target;
        vm.prank(KEEPER);
        vault.deposit(index, amount);
        payee = address(0);
        if (b.mode != Mode.Run) breach("entered outside run");
        uint256 loss = b.worth > worth() ? b.worth - worth() : 0;
        uint256 charged = vault.state().lossUsedWad - b.lossUsed;
        // One raw unit is the venue's own rounding.
        uint256 unit = 1e12 * highOf(0) / 1e18 + DUST;
        if (loss > charged + 2 * unit) breach("a deposit lost more than was charged");
        losses.add(loss > 2 * unit ? loss - 2 * unit : 0);
        checkEntry(b, index, charged + unit);
        checkApprovals();
    }

    function checkEntry(Before memory b, uint256 index, uint256 charged) private {
        (, uint256 most) = totalsAllowed(b);
        VenueParams memory v = book.venue(index);
        if (book.counted(index) * highOf(0) / 1e6 > most * v.maxBps / 10_000 + DUST) breach("above the venue's cap");
        checkRisks(v.risks, most);
        (Totals memory sum,) = book.totals();
        uint256 claims = law.claimsWad();
        for (uint256 k; k < 3; ++k) {
            // Below the floor a deposit may cost what it is charged, and no more cash than that.
            bool isThin = sum.liquidWad[k] < claims * law.limits().minLiquidBps[k] / 10_000;
            if (isThin && sum.liquidWad[k] + charged + 2 * DUST < b.liquid[k]) breach("entered while illiquid");
        }
    }

    /// The venue keeps a fee on the way out; leaving is never refused, and what it cost is charged.
    function leave_(uint256 index, uint256 amount, uint256 feeBps) external {
        index %= 3;
        uint256 inside = index == 2 ? transit.returned() : book.deployed(index);
        if (inside == 0) revert Nothing();
        savings.setFees(0, feeBps % 4 == 0 ? (feeBps >> 8) % 200 : 0);
        amount = bound(amount, 1, index == 0 ? inside * 19 / 20 + 1 : inside);
        Before memory b = look();
        vm.prank(KEEPER);
        vault.withdraw(index, amount);
        uint256 loss = b.worth > worth() ? b.worth - worth() : 0;
        uint256 charged = vault.state().lossUsedWad - b.lossUsed;
        uint256 fee = valueOf(0, amount) * savings.exitFeeBps() / 10_000;
        uint256 dust = 1e16;
        if (loss > fee * 11 / 10 + dust) breach("leaving cost more than the fee");
        if (isUp() && !isBroken(0) && loss > charged + dust) breach("leaving cost more than was charged");
    }

    /// Somebody else's money in the lending pool and the share, which come and go.
    function crowd(uint256 amount, uint256 dice) external {
        amount = amount % 300_000e6;
        if (dice % 3 == 0) usd.mint(address(pool), amount);
        else if (dice % 3 == 1) pool.lendOut(address(usd), usd.balanceOf(address(pool)) / 2);
        else usd.mint(address(savings), savings.totalAssets() * (amount % 300) / 10_000);
    }

    // ── where tokens go ────────────────────────────────────────────────────────────────────────────────

    /// Out of the vault only to the executor, the auction, a venue or a holder, and each in its own action.
    function onTransfer(address from, address to, uint256) external override {
        if (from == address(executor) && to != address(router) && to != address(vault)) breach("the executor leaks");
        if (from != address(vault) || to == address(vault) || to == payee) return;
        if (to != holders[0] && to != holders[1] && to != holders[2]) breach("tokens left to a stranger");
    }

    function allowExecutor() internal override {
        payee = address(executor);
    }

    // ── holders ────────────────────────────────────────────────────────────────────────────────────────

    function redeem(uint256 who, uint256 amount) external {
        address holder = holders[who % 3];
        amount = bound(amount, 1e18, claimToken.balanceOf(holder) / 50 + 1e18);
        vm.prank(holder);
        vault.requestRedemption(amount);
    }

    function pay(uint256 count) external {
        vault.payRedemptions(1 + count % 5);
    }

    function bring(uint256 who, uint256 which, uint256 amount) external {
        address holder = holders[who % 3];
        which %= 3;
        amount = bound(amount, 1, 20_000 * 10 ** tokens[which].decimals() / (which == 2 ? 2_000 : 1));
        tokens[which].mint(holder, amount);
        vm.prank(holder);
        tokens[which].approve(address(vault), amount);
        vm.prank(holder);
        vault.mint(address(tokens[which]), amount, 0);
        brought(amount * highOf(which) / 10 ** tokens[which].decimals());
    }

    // ── exits ──────────────────────────────────────────────────────────────────────────────────────────

    function disable(uint256 which) public {
        address token = address(tokens[1 + which % 2]);
        AssetParams memory p = oracle.assetParams(token);
        if (p.disabled) revert Nothing();
        vm.prank(GUARDIAN);
        vault.tightenAsset(token, AssetTightening(p.slipBps, p.exitSlipBps, p.haircutBps, p.maxBps, true, true));
    }

    /// The guardian opens an exit, of what it disables where nothing arms it yet.
    function openExit(uint256 which, uint256 dice) external {
        if (!oracle.look(address(tokens[1 + which % 2])).isArmed && dice % 2 == 0) disable(which);
        vm.prank(GUARDIAN);
        vault.openExit(address(tokens[1 + which % 2]));
    }

    /// Anybody does, of what was seen armed for long.
    function openExitLate(uint256 which) external {
        vault.openExit(address(tokens[1 + which % 2]));
    }

    function pushHaircut(uint256 which, uint256 bps) external {
        vm.prank(GUARDIAN);
        vault.pushHaircut(address(tokens[which % 3]), bps % 10_000);
    }

    function restrict(bool isFrozen, uint256 dice) external {
        if (dice % 4 != 0) revert Nothing();
        vm.prank(GUARDIAN);
        vault.setMode(isFrozen ? Mode.Frozen : Mode.ExitOnly);
    }
}
