// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Trades} from "./Trades.sol";

/// @notice What must hold in every state, tried on a copy of it: each probe ends in a revert that undoes it and says how
/// it went.
abstract contract Probes is Trades {
    uint256 private shareCeiling;
    uint256 private wideCeiling;
    uint256 private ceilingsAt;
    /// Most the total may count, from the last look at which all had a price; zero after a vote.
    uint256 private totalCeiling;
    uint256 private totalSeenAt;

    error Done();
    error Broke(string what);
    error Came(uint256 worthWad);

    function setUp() public virtual override {
        super.setUp();
        book.poke();
        (shareCeiling, wideCeiling, ceilingsAt) = (savings.convertToAssets(1e18), 2_000e18, block.timestamp);
    }

    modifier aside() {
        if (msg.sender != address(this)) revert Nothing();
        _;
        revert Done();
    }

    function attempt(bytes memory call_) private {
        (, bytes memory reason) = address(this).call(call_);
        if (bytes4(reason) == Done.selector) return;
        if (bytes4(reason) != Broke.selector) revert Nothing();
        uint256 length = reason.length;
        assembly ("memory-safe") {
            reason := add(reason, 4)
            mstore(reason, sub(length, 4))
        }
        breach(abi.decode(reason, (string)));
    }

    // ── leaving ────────────────────────────────────────────────────────────────────────────────────────

    /// Frozen and blind: what is liquid in a venue comes home by anybody's call, and due claims are paid.
    function probeExits() external {
        attempt(abi.encodeCall(this.exits, ()));
    }

    function exits() external aside {
        for (uint256 i; i < 3; ++i) {
            feedsOf(i)[0].setDead(true);
            feedsOf(i)[1].setDead(true);
        }
        sequencer.setDead(true);
        savings.setFees(0, 0);
        vm.prank(OWNER);
        vault.setMode(Mode.Frozen);
        uint256 cash = usd.balanceOf(address(pool));
        uint256 lent = receipt.balanceOf(address(vault));
        uint256[3] memory liquid = [savings.maxWithdraw(address(vault)), lent < cash ? lent : cash, transit.returned()];
        if (liquid[0] + liquid[1] + liquid[2] == 0) revert Nothing();
        for (uint256 i; i < 3; ++i) {
            if (liquid[i] == 0) continue;
            uint256 before = idle(0);
            try vault.withdraw(i, liquid[i]) {}
            catch {
                revert Broke("leaving was refused");
            }
            if (idle(0) - before != liquid[i]) revert Broke("less came home");
        }
        if (book.nextClaim() == book.claimCount()) return;
        try vault.payRedemptions(1) {}
        catch {
            revert Broke("a due claim was refused");
        }
    }

    /// Frozen: no path of the keeper, of auctions or of intake is left.
    function probeFrozen(uint256 amount) external {
        attempt(abi.encodeCall(this.frozen, (amount)));
    }

    function frozen(uint256 amount) external aside {
        vm.prank(GUARDIAN);
        vault.setMode(Mode.Frozen);
        router.setPayOut(1e30);
        for (uint256 i; i < 3; ++i) {
            address token = address(tokens[i]);
            if (idle(i) == 0) continue;
            uint256 part = bound(amount, 1, idle(i));
            for (uint256 j; j < 3; ++j) {
                refuses(
                    KEEPER, address(vault), abi.encodeCall(vault.swap, (token, address(tokens[j]), 500, part, 0, false))
                );
                refuses(
                    KEEPER, address(vault), abi.encodeCall(vault.swap, (token, address(tokens[j]), 500, part, 0, true))
                );
            }
            refuses(KEEPER, address(vault), abi.encodeCall(vault.deposit, (i, part)));
            refuses(address(this), address(auction), abi.encodeCall(auction.fill, (token, 1, 1e30)));
            tokens[i].mint(HOLDER, part);
            vm.prank(HOLDER);
            tokens[i].approve(address(vault), part);
            refuses(HOLDER, address(vault), abi.encodeCall(vault.mint, (token, part, 0)));
        }
        refuses(GUARDIAN, address(vault), abi.encodeCall(vault.setMode, (Mode.ExitOnly)));
        refuses(GUARDIAN, address(vault), abi.encodeCall(vault.setMode, (Mode.Run)));
    }

    function refuses(address who, address target, bytes memory call_) private {
        vm.prank(who);
        (bool ok,) = target.call(call_);
        if (ok) revert Broke("went through while frozen");
    }

    // ── donations ──────────────────────────────────────────────────────────────────────────────────────

    /// One unit, or 1e30 of them, sent anywhere: no verdict changes, and the total grows by its cap at most.
    function probeDonation(uint256 which, uint256 where, uint256 dice) external {
        attempt(abi.encodeCall(this.donation, (which % 3, where, dice)));
    }

    function donation(uint256 which, uint256 where, uint256 dice) external aside {
        address[6] memory targets =
            [address(vault), address(executor), address(savings), address(pool), address(transit), address(auction)];
        book.poke();
        checkTotal();
        if (totalCeiling == 0) revert Nothing();
        vm.warp(block.timestamp + dice % 30 minutes);
        bytes32 later = verdicts();
        tokens[which].mint(targets[where % 6], dice % 2 == 0 ? 1 : 1e30);
        if (verdicts() != later) revert Broke("a donation changed a verdict");
        book.poke();
        checkTotal();
        if (bytes(broken).length != 0) revert Broke("a donation counted");
    }

    /// @dev What the law says of each asset and each trade, as one number.
    function verdicts() private view returns (bytes32 all) {
        for (uint256 i; i < 3; ++i) {
            AssetState memory s = oracle.look(address(tokens[i]));
            all = keccak256(
                abi.encode(all, s.lowWad, s.highWad, s.refusal, s.isShut, s.isArmed, s.exitOpen, s.haircutBps)
            );
            uint256 amount = idle(i) < 1_000 ? 0 : 1_000;
            try law.tradeTerms(
                address(tokens[i]), address(tokens[(i + 1) % 3]), amount, false, false, vault.mode()
            ) returns (
                SwapTerms memory t
            ) {
                all = keccak256(abi.encode(all, t.floorOut, t.valueWad, t.lowOutWad));
            } catch (bytes memory reason) {
                all = keccak256(abi.encode(all, reason));
            }
        }
    }

    // ── growth ─────────────────────────────────────────────────────────────────────────────────────────

    /// Anybody looks: totals, shares and prices grow no faster than their caps.
    function poke() public {
        book.poke();
        checkTotal();
        checkCeilings();
    }

    function checkTotal() private {
        (uint256 now_,) = book.anchor();
        uint256 rateWad = 1e18 * 1_000 * (block.timestamp - totalSeenAt) / (10_000 * 1 days);
        // Looks in between compound: e^x is at most 1 + x + x² here.
        uint256 most = totalCeiling + totalCeiling * rateWad / 1e18 + totalCeiling * rateWad / 1e18 * rateWad / 1e18;
        if (totalCeiling != 0 && now_ > most + DUST) breach("the total grew beyond its cap");
        (, address unpriced) = book.totals();
        if (unpriced == address(0)) (totalCeiling, totalSeenAt) = (now_, block.timestamp);
    }

    function voted() internal override {
        totalCeiling = 0;
    }

    function brought(uint256 valueWad) internal {
        if (totalCeiling != 0) totalCeiling += valueWad;
    }

    function checkCeilings() private {
        uint256 passed = block.timestamp - ceilingsAt;
        shareCeiling += shareCeiling * 500 * passed / (10_000 * 1 days) + 1;
        wideCeiling += wideCeiling * 2_000 * passed / (10_000 * 1 days) + 1;
        ceilingsAt = block.timestamp;
        uint256 counted = book.counted(0);
        if (counted > savings.balanceOf(address(vault)) * shareCeiling / 1e18 + 1) {
            breach("a share grew beyond its cap");
        }
        (bytes4 refusal, uint256 low,) = oracle.tryQuote(address(wide));
        if (refusal == bytes4(0) && low > wideCeiling) breach("a price grew beyond its cap");
    }

    // ── paths ──────────────────────────────────────────────────────────────────────────────────────────

    /// One trade in parts, or two in the other order, come to the same but for rounding.
    function probePath(uint256 from, uint256 amount, uint256 dice) external {
        from = 1 + from % 2;
        amount = bound(amount, 100, idle(from) / 50 + 100);
        uint256 first;
        uint256 second;
        if (dice % 2 == 0) {
            uint256 part = amount * (1 + dice % 98) / 100;
            first = cameTo(from, amount, from, 0);
            second = cameTo(from, part, from, amount - part);
        } else {
            first = cameTo(from, amount, 3 - from, idle(3 - from) / 100);
            second = cameTo(3 - from, idle(3 - from) / 100, from, amount);
        }
        // One raw unit of the base a trade, and rounding of prices.
        if ((first > second ? first - second : second - first) > 4e12) breach("the path changed the value");
    }

    function cameTo(uint256 one, uint256 amount, uint256 two, uint256 rest) private returns (uint256) {
        (, bytes memory reason) = address(this).call(abi.encodeCall(this.walk, (one, amount, two, rest)));
        if (bytes4(reason) != Came.selector) revert Nothing();
        uint256 worthWad;
        assembly ("memory-safe") {
            worthWad := mload(add(reason, 36))
        }
        return worthWad;
    }

    function walk(uint256 one, uint256 amount, uint256 two, uint256 rest) external {
        if (msg.sender != address(this)) revert Nothing();
        router.setHook(address(0), "");
        step(one, amount);
        if (rest != 0) step(two, rest);
        revert Came(worth());
    }

    function step(uint256 from, uint256 amount) private {
        SwapTerms memory t = law.tradeTerms(address(tokens[from]), address(usd), amount, false, false, vault.mode());
        router.setPayOut(t.floorOut);
        allowExecutor();
        vm.prank(KEEPER);
        vault.swap(address(tokens[from]), address(usd), 500, amount, 0, false);
    }

    /// @dev Tells whoever watches transfers that the executor may receive.
    function allowExecutor() internal virtual;
}
