// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {World} from "./World.sol";

/// @notice Holders who ask, wait, are blocked and are paid; a bridge that settles as it likes; and the end of it all.
/// Counts for itself what was issued, paid, sent and settled.
contract Ledger is World {
    uint256 private issuedWad = CLAIMS * 1e18;
    uint256 private burnedAsFeeWad;
    uint256 private settledWad;
    uint256 private sentRaw;
    uint256 private arrivedRaw;
    uint256 private returnedRaw;
    uint256 private takenRaw;
    uint256[] private settledIds;
    /// Tokens that reached holders within one call.
    uint256[3] private reached;

    // ── terms ──────────────────────────────────────────────────────────────────────────────────────────

    function lawOf(uint256 aim_) internal view override returns (LawParams memory l) {
        l = super.lawOf(aim_);
        bool isPar = aim_ % 2 == 0;
        l.redemption = RedemptionParams(
            address(usd), uint16(aim_ * 30), uint128(aim_ * 400_000e18), uint32(aim_ * 6 hours), isPar
        );
        l.limits.minLiquidBps = [uint16(0), 0, 0];
        l.limits.minCoverageWad = 0;
        for (uint256 i; i < 2; ++i) {
            l.venues[i].maxBps = 6_000;
        }
        (l.risks[1].capWad, l.risks[1].capBps) = (10_000_000e18, 10_000);
    }

    // ── holders ────────────────────────────────────────────────────────────────────────────────────────

    function bring(uint256 who, uint256 which, uint256 amount) external {
        which %= 3;
        amount = bound(amount, 1, 50_000 * 10 ** tokens[which].decimals() / (which == 2 ? 2_000 : 1));
        tokens[which].mint(holders[who % 3], amount);
        vm.prank(holders[who % 3]);
        tokens[which].approve(address(vault), amount);
        uint256 value = valueOf(which, amount);
        vm.prank(holders[who % 3]);
        uint256 issued = vault.mint(address(tokens[which]), amount, 0);
        issuedWad += issued;
        // At the lower feed, so never above the honest one.
        if (issued > value + 1) breach("issued more than was brought");
    }

    function request(uint256 who, uint256 amount) external {
        address holder = holders[who % 3];
        uint256 balance = claimToken.balanceOf(holder);
        amount = bound(amount, 1e18, balance / 8 + 1e18);
        vm.prank(holder);
        uint256 id = vault.requestRedemption(amount);
        uint256 owed = book.claim(id).owedWad;
        if (owed > amount) breach("owed more than was burned");
        burnedAsFeeWad += amount - owed;
    }

    function block_(uint256 who, bool isBlocked) external {
        if (usd.isBlocked(holders[who % 3]) == isBlocked) revert Nothing();
        usd.setBlocked(holders[who % 3], isBlocked);
    }

    /// The first in the queue, one at a time, so that each payment can be held against its claim.
    function pay(uint256 count) external {
        uint256 paid;
        for (count %= 4; paid <= count; ++paid) {
            uint256 id = firstQueued();
            if (id == book.claimCount()) break;
            Claim memory c = book.claim(id);
            uint256 owed = open();
            try vault.payRedemptions(1) {
                if (block.timestamp < c.dueAt) breach("paid before it was due");
                check(id, c, owed);
            } catch {
                break;
            }
        }
        if (paid == 0) revert Nothing();
    }

    function collect(uint256 pick, bool asHolder) external {
        // Those set aside come first.
        ClaimView[] memory all = book.openClaims(3);
        if (all.length == 0) revert Nothing();
        uint256 aside = book.queue().setAsideCount;
        uint256 id = all[pick % (aside == 0 || aside > 3 ? all.length : aside)].id;
        Claim memory c = book.claim(id);
        if (pick % 2 == 0) usd.setBlocked(c.holder, false);
        uint256 owed = open();
        vm.prank(asHolder ? c.holder : address(this));
        vault.collect(id);
        if (c.state == ClaimState.Queued && (c.payoutPar || !asHolder)) breach("jumped the queue");
        check(id, c, owed);
    }

    function firstQueued() private view returns (uint256 id) {
        uint256 count = book.claimCount();
        for (id = book.nextClaim(); id < count; ++id) {
            if (book.claim(id).state == ClaimState.Queued) break;
        }
    }

    function open() private returns (uint256) {
        delete reached;
        return vault.totalOwedWad();
    }

    /// Nobody gets more than is settled, at par or by the honest feed; only what was paid is owed no more.
    function check(uint256 id, Claim memory c, uint256 owed) private {
        uint256 settled = owed - vault.totalOwedWad();
        settledWad += settled;
        if (c.owedWad - book.claim(id).owedWad != settled) breach("another claim was settled");
        uint256 atPar = reached[0] * 1e12;
        uint256 atHonest = valueOf(0, reached[0]);
        if (c.payoutPar && atPar > settled) breach("paid above par");
        if (!c.payoutPar && atHonest > settled && atPar > settled) breach("paid above the dollar");
        if (reached[1] + reached[2] != 0) breach("paid in another token");
    }

    // ── cash ───────────────────────────────────────────────────────────────────────────────────────────

    function enter(uint256 index, uint256 amount) external {
        index %= 3;
        amount = bound(amount, 1, idle(0) / 2 + 1);
        uint256 held = heldRaw(0);
        vm.prank(KEEPER);
        vault.deposit(index, amount);
        if (index == 2) sentRaw += amount;
        if (heldRaw(0) > held) breach("counted twice on its way out");
    }

    function leave_(uint256 index, uint256 amount) external {
        index %= 3;
        uint256 inside = index == 2 ? transit.returned() : book.deployed(index);
        if (inside == 0) revert Nothing();
        amount = bound(amount, 1, inside);
        uint256 held = heldRaw(0);
        vm.prank(KEEPER);
        vault.withdraw(index, amount);
        if (index == 2) takenRaw += amount;
        if (heldRaw(0) > held + 1) breach("counted twice on its way home");
    }

    /// Anybody, where the first claim has waited too long.
    function callHome(uint256 index, uint256 amount) external {
        index %= 2;
        uint256 lacking = law.parAmount(address(usd), book.owedWad(address(usd)));
        lacking = lacking > idle(0) ? lacking - idle(0) : 0;
        amount = bound(amount, 1, lacking + 1);
        bool isOverdue = book.overdueAsset(1 days) == address(usd);
        bool isIdle = block.timestamp > vault.keeperAt() + 2 days;
        vault.withdraw(index, amount);
        if (vault.mode() != Mode.Frozen && !isIdle && (!isOverdue || amount > lacking)) breach("called home at will");
    }

    function lend(uint256 part) external {
        pool.lendOut(address(usd), usd.balanceOf(address(pool)) * (part % 100) / 100);
        if (part % 3 == 0) usd.mint(address(pool), receipt.totalSupply() / 2);
    }

    // ── the bridge ─────────────────────────────────────────────────────────────────────────────────────

    function cross(uint256 pick, bool hasArrived) external {
        uint256[] memory all = transit.openTransfers();
        if (all.length == 0) revert Nothing();
        uint256 id = all[pick % all.length];
        uint256 amount = transit.transfer(id).amount;
        if (!hasArrived) usd.approve(address(transit), amount);
        transit.settle(id, hasArrived);
        settledIds.push(id);
        if (hasArrived) arrivedRaw += amount;
        else returnedRaw += amount;
    }

    /// A second message about a number, or one from somebody else, changes nothing.
    function replay(uint256 pick, bool hasArrived) external {
        if (settledIds.length == 0) revert Nothing();
        usd.mint(address(this), 1e12);
        usd.approve(address(transit), 1e12);
        try transit.settle(settledIds[pick % settledIds.length], hasArrived) {
            breach("settled twice");
        } catch {}
        uint256[] memory all = transit.openTransfers();
        vm.prank(STRANGER);
        try transit.settle(all.length == 0 ? 0 : all[0], hasArrived) {
            breach("settled by a stranger");
        } catch {}
    }

    function donate(uint256 amount) external {
        uint256 counted = transit.balanceOf(address(vault));
        usd.mint(address(transit), amount % 1e12);
        if (transit.balanceOf(address(vault)) != counted) breach("a donation is on its way");
    }

    // ── the end ────────────────────────────────────────────────────────────────────────────────────────

    function windDown(uint256 dice) external {
        if (dice % 4 != 0 || vault.isWoundDown()) revert Nothing();
        vm.prank(OWNER);
        vault.windDown();
    }

    /// A claim takes its share of some tokens; what others could have of each does not fall.
    function takeShare(uint256 pick, uint256 which) external {
        if (!vault.isWoundDown() || book.claimCount() == 0) revert Nothing();
        uint256 id = pick % book.claimCount();
        Claim memory c = book.claim(id);
        address[] memory named = someTokens(which);
        uint256 all = law.claimsWad();
        uint256[] memory before = new uint256[](named.length);
        for (uint256 i; i < named.length; ++i) {
            before[i] = balance(named[i]);
        }
        vm.prank(c.holder);
        vault.takeShare(id, named);
        settledWad += c.owedWad;
        if (book.claim(id).state != ClaimState.Paid || law.claimsWad() != all - c.owedWad) {
            breach("a share was not settled");
        }
        for (uint256 i; i < named.length; ++i) {
            if (before[i] - balance(named[i]) > before[i] * c.owedWad / all) breach("took more than a share");
        }
    }

    function balance(address token) private view returns (uint256) {
        (, bytes memory answer) = token.staticcall(abi.encodeWithSignature("balanceOf(address)", address(vault)));
        return abi.decode(answer, (uint256));
    }

    /// @dev Any of the tokens and receipts, in the order of their addresses.
    function someTokens(uint256 which) private view returns (address[] memory named) {
        address[5] memory kept = [address(usd), address(other), address(wide), address(savings), address(receipt)];
        uint256 count;
        named = new address[](5);
        for (uint256 i; i < 5; ++i) {
            if ((which >> i) & 1 == 0) continue;
            uint256 j = count++;
            for (; j != 0 && named[j - 1] > kept[i]; --j) {
                named[j] = named[j - 1];
            }
            named[j] = kept[i];
        }
        assembly ("memory-safe") {
            mstore(named, count)
        }
    }

    /// Once wound down, no queue, no trade and no way back.
    function revive() external {
        if (!vault.isWoundDown()) revert Nothing();
        vm.prank(OWNER);
        try vault.setMode(Mode.Run) {
            breach("came back from the end");
        } catch {}
        try vault.payRedemptions(1) {
            breach("paid in order after the end");
        } catch {}
        vm.prank(KEEPER);
        try vault.deposit(0, 1) {
            breach("entered after the end");
        } catch {}
        if (vault.mode() != Mode.Frozen) breach("not frozen after the end");
    }

    // ── what must hold ─────────────────────────────────────────────────────────────────────────────────

    function onTransfer(address from, address to, uint256 value) external override {
        if (from != address(vault)) return;
        if (to != holders[0] && to != holders[1] && to != holders[2]) return;
        for (uint256 i; i < 3; ++i) {
            if (msg.sender == address(tokens[i])) reached[i] += value;
        }
    }

    function checkClaims() external view {
        uint256 owed = vault.totalOwedWad();
        uint256 count = book.claimCount();
        uint256 sum;
        for (uint256 i; i < count; ++i) {
            Claim memory c = book.claim(i);
            sum += c.owedWad;
            assertTrue(i >= book.nextClaim() || c.state != ClaimState.Queued || vault.isWoundDown(), "left behind");
            assertTrue((c.owedWad == 0) == (c.state == ClaimState.Paid), "paid is paid");
        }
        assertEq(sum, owed, "claims add up");
        assertEq(owed, book.owedWad(address(usd)), "by asset too");
        assertEq(claimToken.totalSupply() + owed + settledWad + burnedAsFeeWad, issuedWad, "issued, owed, paid");
    }

    function checkTransit() external view {
        uint256[] memory all = transit.openTransfers();
        uint256 underway;
        uint256 most = transit.returned();
        for (uint256 i; i < all.length; ++i) {
            uint256 amount = transit.transfer(all[i]).amount;
            underway += amount;
            if (block.timestamp - transit.transfer(all[i]).sentAt <= 3 days) most += amount;
        }
        assertEq(underway + arrivedRaw + returnedRaw, sentRaw, "each transfer once");
        assertEq(transit.returned() + takenRaw, returnedRaw, "each return once");
        assertLe(transit.balanceOf(address(vault)), most, "none beyond its age");
        assertLe(transit.returned(), usd.balanceOf(address(transit)), "what returned is there");
    }
}
