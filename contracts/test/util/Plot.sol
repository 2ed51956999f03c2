// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FakeToken} from "./Fakes.sol";
import {Heist} from "./Heist.sol";
import {Rogue, RogueFeed, RogueSavings} from "./Rogue.sol";

/// @notice What a thief does with a stolen keeper: each move takes as much as the law lets through at that moment.
abstract contract Plot is Heist {
    uint256 internal constant LIES = 11;

    // ── swaps ──────────────────────────────────────────────────────────────────────────────────────────

    /// @dev Sells with the worst price that floor and budget leave; the router pays exactly that.
    function stealBySwap(uint256 i, uint256 j, uint256 amount, bool isExit) internal returns (bool) {
        if (amount == 0) return false;
        (address sold, address bought) = (address(sides[i].token), address(sides[j].token));
        (bool ok, bytes memory answer) =
            address(law).staticcall(abi.encodeCall(law.tradeTerms, (sold, bought, amount, isExit, false, vault.mode())));
        if (!ok) return false;
        SwapTerms memory t = abi.decode(answer, (SwapTerms));
        uint256 left = budgetLeft(isExit);
        uint256 pay = t.floorOut;
        if (t.valueWad > left) {
            uint256 needed = ((t.valueWad - left) * t.unitOut + t.lowOutWad - 1) / t.lowOutWad;
            if (needed > pay) pay = needed;
        }
        // Now and then the router takes less than it was offered: the rest must not be left on the way.
        if (draw(8) == 0) {
            thief.setDeal(pay, amount / 3);
            if (robBySwap(i, j, amount, isExit)) return true;
        }
        thief.setDeal(pay, 0);
        return robBySwap(i, j, amount, isExit);
    }

    function robBySwap(uint256 i, uint256 j, uint256 amount, bool isExit) private returns (bool ok) {
        bool isJudged = !isExit && isExact();
        uint256[3] memory gaps;
        uint256 distance;
        if (isJudged) (distance, gaps) = offTarget();
        ok = rob(
            isExit ? "exit" : "swap",
            address(vault),
            abi.encodeCall(vault.swap, (address(sides[i].token), address(sides[j].token), 500, amount, 0, isExit)),
            i * 10 + j,
            amount
        );
        if (!ok) return false;
        if (isExit) ++score.exits;
        if (!isJudged) return true;
        ++score.judged;
        _requireProgress(distance, gaps);
    }

    /// @dev Nearer to the targets, and no surplus a deficit, beyond one raw unit and what the targets moved by the loss.
    function _requireProgress(uint256 before, uint256[3] memory gaps) private {
        (uint256 distance, uint256[3] memory now_) = offTarget();
        uint256 slack = SIDES * 1e12 + sides[2].honestWad / sides[2].unit;
        if (distance > before + slack) revert Broken("a trade led away from the targets", distance, before);
        for (uint256 k = 1; k < SIDES; ++k) {
            bool wasAbove = gaps[k] >> 255 == 0;
            if (wasAbove && now_[k] >> 255 != 0 && uint256(-int256(now_[k])) > slack) {
                revert Broken("a surplus became a deficit", uint256(-int256(now_[k])), slack);
            }
        }
    }

    /// @dev Signed distances as two's complement, and their sum over all but the base, at prices nobody disputes.
    function offTarget() internal returns (uint256 sum, uint256[3] memory gaps) {
        uint256 total = worth();
        for (uint256 k = 1; k < SIDES; ++k) {
            uint256 target = oracle.trade(address(sides[k].token)).targetBps * total / BPS;
            uint256 value = valueOf(k);
            gaps[k] = uint256(int256(value) - int256(target));
            sum += value > target ? value - target : target - value;
        }
    }

    /// @dev Whether the chain counts exactly what is there: no lie, no silence, nothing cut to its growth.
    function isExact() internal view returns (bool) {
        for (uint256 i; i < SIDES; ++i) {
            if (!sides[i].isMirror || block.timestamp < sides[i].silentUntil) return false;
        }
        return isPlain;
    }

    function budgetLeft(bool isExit) internal view returns (uint256) {
        VaultView memory s = vault.state();
        (uint256 burst, uint256 spent) = isExit
            ? (uint256(adopted.limits.depegBurstWad), s.depegUsedWad)
            : (uint256(adopted.limits.lossBurstWad), s.lossUsedWad);
        return burst > spent ? burst - spent : 0;
    }

    function idle(uint256 i) internal view returns (uint256) {
        return sides[i].token.balanceOf(address(vault));
    }

    /// @dev Every pair, from what closes a gap down to a crumb of it.
    function stealBySwaps() internal {
        if (budgetLeft(false) == 0) return;
        uint256 first = draw(SIDES);
        for (uint256 n; n < SIDES; ++n) {
            uint256 i = (first + n) % SIDES;
            uint256 j = (i + 1 + draw(2)) % SIDES;
            uint256 gap = gapBetween(i, j);
            if (gap == 0) continue;
            uint256 amount = gap * sides[i].unit / sides[i].honestWad;
            if (amount > idle(i)) amount = idle(i);
            if (stealBySwap(i, j, amount * (90 + draw(11)) / 100, false)) return;
            if (stealBySwap(i, j, amount / (2 + draw(20)), false)) return;
        }
    }

    /// @dev Value that may go from one asset to another until the first of them stands at its target.
    function gapBetween(uint256 i, uint256 j) internal returns (uint256) {
        uint256 total = worth();
        uint256 target = oracle.trade(address(sides[i].token)).targetBps * total / BPS;
        uint256 want = oracle.trade(address(sides[j].token)).targetBps * total / BPS;
        (uint256 value, uint256 other) = (valueOf(i), valueOf(j));
        if (value <= target || other >= want || i == j) return 0;
        return value - target < want - other ? value - target : want - other;
    }

    // ── venues ─────────────────────────────────────────────────────────────────────────────────────────

    function enter(uint256 v) internal returns (bool ok) {
        uint256 i = venueSide[v];
        uint256 most = worth() * adopted.venues[v].maxBps / BPS * sides[i].unit / sides[i].honestWad;
        uint256 has = inside(v);
        if (has >= most) return false;
        uint256 amount = (most - has) * (draw(3) == 0 ? 1_000 : 960) / 1_000;
        if (amount > idle(i)) amount = idle(i);
        uint256 fee = venueEntryBps[v];
        if (fee != 0) {
            uint256 affordable = budgetLeft(false) * 9_900 / fee * sides[i].unit / sides[i].honestWad;
            if (amount > affordable) amount = affordable;
        }
        ok = rob("deposit", address(vault), abi.encodeCall(vault.deposit, (v, amount)), v, amount);
        if (!ok) ok = rob("deposit", address(vault), abi.encodeCall(vault.deposit, (v, amount / 2)), v, amount / 2);
        if (ok) ++score.venueMoves;
    }

    function leave(uint256 v) internal returns (bool ok) {
        uint256 amount = inside(v);
        if (amount == 0) return false;
        amount = amount * BPS / (BPS + venueExitBps[v]);
        if (venueExitBps[v] != 0 && amount != 0) --amount;
        bool isAll = v == 2 || RogueSavings(venueTargets[v]).isAnnounced() && draw(2) == 0;
        if (isAll) amount = type(uint256).max;
        ok = rob("withdraw", address(vault), abi.encodeCall(vault.withdraw, (v, amount)), v, amount);
        if (ok) ++score.venueMoves;
        // Leaving needs no feed: whatever they say, what is there comes out.
        else if (amount != 0) revert Broken("a withdrawal was refused", v, amount);
    }

    /// @dev In, and out while the owned feed does what might make the charge small; then again.
    function cycle(uint256 v, uint256 how) internal {
        uint256 i = venueSide[v];
        for (uint256 n; n < 3; ++n) {
            if (!enter(v)) return;
            lie(i, how);
            leave(v);
            mirror(i);
        }
    }

    // ── exits and auctions ─────────────────────────────────────────────────────────────────────────────

    function call(address target, bytes memory data) internal returns (bool ok) {
        bytes memory why;
        (ok, why) = thief.act(target, data);
        if (isLoud && !ok) tell(string.concat("refused ", selectorText(why)), 0, 0);
    }

    /// @dev Lets an asset look broken, or cheap while the honest feed says nothing, until its exit opens.
    function arm(uint256 i) internal {
        Side storage s = sides[i];
        bool isAlone = block.timestamp >= s.honest.updatedAt() + 1 hours || s.honestWad > adopted.assets[i].maxPriceWad;
        if (isAlone) lie(i, 11);
        else lie(i, i == 1 && draw(2) == 0 ? 3 : 6);
        call(address(oracle), abi.encodeCall(oracle.poke, ()));
        call(address(vault), abi.encodeCall(vault.openExit, (address(s.token))));
    }

    function stealByExit(uint256 i) internal {
        uint256 amount = idle(i);
        if (stealBySwap(i, 0, amount / (1 + draw(4)), true)) return;
        if (stealBySwap(i, 0, amount / (5 + draw(20)), true)) return;
        mirror(i);
        stealBySwap(i, 0, amount / (1 + draw(10)), true);
    }

    function offer(uint256 i, uint256 j, bool isExit) internal {
        bytes memory data = abi.encodeCall(
            auction.open, (address(sides[i].token), address(sides[j].token), isExit ? 1 : idle(i), isExit)
        );
        call(address(auction), data);
    }

    /// @dev Fills as much as goes through of what stands open, at the price of the moment.
    function fill(uint256 i) internal {
        (address bought, bool isExit,, uint64 endsAt, uint256 left) = auction.lots(address(sides[i].token));
        if (left == 0 || block.timestamp >= endsAt) return;
        uint256 most = idle(i);
        if (!isExit) {
            uint256 j = bought == address(sides[0].token) ? 0 : bought == address(sides[1].token) ? 1 : 2;
            most = gapBetween(i, j) * sides[i].unit / sides[i].honestWad * (90 + draw(11)) / 100;
        }
        if (most > left) most = left;
        for (uint256 part = 1; part < 200; part *= 5) {
            if (_fill(i, bought, most / part)) return;
        }
    }

    function _fill(uint256 i, address bought, uint256 amount) private returns (bool ok) {
        address sold = address(sides[i].token);
        bytes memory answer;
        (ok, answer) = address(auction).staticcall(abi.encodeCall(auction.price, (sold, amount)));
        if (!ok || amount == 0) return false;
        uint256 pay = abi.decode(answer, (uint256));
        FakeToken(bought).mint(address(thief), pay);
        call(bought, abi.encodeCall(FakeToken(bought).approve, (address(auction), pay)));
        ok = rob("fill", address(auction), abi.encodeCall(auction.fill, (sold, amount, pay)), i, amount);
        if (ok) ++score.fills;
    }

    // ── claims ─────────────────────────────────────────────────────────────────────────────────────────

    /// @dev In as a holder and out again in one block, whatever the owned feeds say on the way: more out than in is
    /// taken from the reserve.
    function flip(uint256 i, uint256 how) internal {
        FakeToken token = sides[i].token;
        uint256 amount = idle(i) / (2 + draw(50));
        token.mint(address(thief), amount);
        uint256 before = wealth();
        call(address(token), abi.encodeCall(token.approve, (address(vault), amount)));
        bool ok = call(address(vault), abi.encodeCall(vault.mint, (address(token), amount, 0)));
        if (ok) {
            ++score.flips;
            lie(0, how);
            uint256 id = book.claimCount();
            uint256 issued = claimToken.balanceOf(address(thief));
            ok = call(address(vault), abi.encodeCall(vault.requestRedemption, (issued)));
            if (!ok) revert Broken("a request was refused", i, issued);
            call(address(vault), abi.encodeCall(vault.payRedemptions, (10)));
            call(address(vault), abi.encodeCall(vault.collect, (id)));
            uint256 out = wealth();
            if (isLoud) tell("flip", out > before ? out - before : 0, before);
            if (how >= 3 && !adopted.redemption.payoutPar) {
                // What dollar claims are paid in has no price: each may leave at par, though it is worth more.
                if (out > before && out - before > score.silentWad) score.silentWad = out - before;
            } else if (out > before && out - before > score.flipWad) {
                score.flipWad = out - before;
            }
            mirror(0);
        }
        call(address(token), abi.encodeCall(token.approve, (address(vault), 0)));
    }

    /// @dev What the thief has of the listed tokens, at the honest feeds, and what is owed, all of it to the thief.
    function wealth() internal view returns (uint256 sum) {
        sum = vault.totalOwedWad() + claimToken.balanceOf(address(thief));
        if (adopted.redemption.payoutPar) sum = sum * sides[0].honestWad / 1e18;
        for (uint256 k; k < SIDES; ++k) {
            sum += sides[k].token.balanceOf(address(thief)) * sides[k].honestWad / sides[k].unit;
        }
    }

    // ── tricks in the middle of a call ─────────────────────────────────────────────────────────────────

    function prepareTricks() internal {
        Rogue.Call[] memory c = new Rogue.Call[](7);
        address base = address(sides[0].token);
        address second = address(sides[1].token);
        c[0] = Rogue.Call(address(vault), abi.encodeCall(vault.swap, (second, base, 500, sides[1].unit, 0, false)));
        c[1] = Rogue.Call(address(vault), abi.encodeCall(vault.withdraw, (0, sides[0].unit)));
        c[2] = Rogue.Call(address(vault), abi.encodeCall(vault.deposit, (2, sides[0].unit)));
        c[3] = Rogue.Call(address(auction), abi.encodeCall(auction.fill, (second, sides[1].unit, type(uint256).max)));
        c[4] = Rogue.Call(address(book), abi.encodeCall(book.poke, ()));
        c[5] = Rogue.Call(address(oracle), abi.encodeCall(oracle.poke, ()));
        RogueFeed liar = sides[draw(SIDES)].liar;
        int256 said = liar.answer() * int256(20 + draw(200)) / 100;
        c[6] = Rogue.Call(address(liar), abi.encodeCall(liar.set, (said, block.timestamp, 8, RogueFeed.Mood.Answers)));
        thief.setTricks(c);
    }

    function dropTricks() internal {
        thief.setTricks(new Rogue.Call[](0));
    }
}
