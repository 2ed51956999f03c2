// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Attestor} from "../../src/Attestor.sol";
import {Auction} from "../../src/Auction.sol";
import {Book} from "../../src/Book.sol";
import {ReserveVault} from "../../src/ReserveVault.sol";
import {SafeShim} from "../../src/SafeShim.sol";
import {FakeAToken, FakePool, FakeRouter} from "./Fakes.sol";
import {RealAave} from "./RealAave.sol";
import {RealSafe} from "./RealSafe.sol";
import {IRealPool, RealUniswap} from "./RealUniswap.sol";
import {Trades} from "./Trades.sol";
import {Windows} from "./Windows.sol";

/// @notice The same reserve among real protocols: its keeper is a Safe driven by a thief through the shim, its router and
/// pools Uniswap's, which the thief moves before and after, its lending pool Aave's, whose cash borrowers drain.
contract Market is Trades, RealUniswap, RealAave, RealSafe {
    using Windows for Windows.Window;

    address private safe;
    SafeShim private shim;
    IRealPool[3] private pools;
    uint256 public worstTradeBps;

    function setUp() public override {
        super.setUp();
        shim = new SafeShim(safe, address(vault), address(this));
        safeCall(safe, safe, abi.encodeWithSignature("enableModule(address)", address(shim)));
        pools[1] = makePool(address(other), 20_000_000e18, address(usd), 20_000_000e6);
        pools[2] = makePool(address(wide), 10_000e8, address(usd), 20_000_000e6);
    }

    function newVault() internal override returns (ReserveVault) {
        safe = deploySafe();
        router = FakeRouter(deployUniswap(address(usd)));
        receipt = FakeAToken(deployAave(address(usd), 6, address(wide), 8, 2_000e8));
        pool = FakePool(address(market));
        // Others' deposits, and collateral far above what it borrows.
        usd.mint(address(this), 1_000_000e6);
        wide.mint(address(this), 100_000e8);
        usd.approve(address(market), type(uint256).max);
        wide.approve(address(market), type(uint256).max);
        market.supply(address(usd), 1_000_000e6, address(this), 0);
        market.supply(address(wide), 100_000e8, address(this), 0);
        return new ReserveVault(
            OWNER,
            GUARDIAN,
            safe,
            address(claimToken),
            address(router),
            address(new Book()),
            address(new Auction()),
            address(new Attestor())
        );
    }

    // ── the keeper ─────────────────────────────────────────────────────────────────────────────────────

    /// Moves the pool against the vault, trades, and leaves it there or takes it back.
    function trade(uint256 which, bool isSold, uint256 amount, uint256 dice) external {
        which = 1 + which % 2;
        // Mostly nearer to the targets: what else is refused.
        if (dice % 4 != 0) isSold = surplus(which) != 0;
        (uint256 from, uint256 to) = isSold ? (which, uint256(0)) : (uint256(0), which);
        sell(from, to, amount, dice, false);
    }

    function tradeExit(uint256 which, uint256 amount, uint256 dice) external {
        sell(1 + which % 2, 0, amount, dice, true);
    }

    function sell(uint256 from, uint256 to, uint256 amount, uint256 dice, bool isExit) private {
        uint256 which = from == 0 ? to : from;
        amount = bound(amount, 1, idle(from) / (dice % 8 == 0 ? 1 : 25) + 1);
        if (dice % 3 != 0) squeeze(which, from == which, dice >> 8);
        Before memory b = look();
        shim.act(abi.encodeCall(vault.swap, (address(tokens[from]), address(tokens[to]), FEE, amount, 0, isExit)));
        uint256 lossBefore = losses.sum + exitLosses.sum;
        checkTrade(b, from, to, amount, isExit, false);
        uint256 value = valueOf(from, amount);
        uint256 lost = losses.sum + exitLosses.sum;
        if (value > 1e18 && lost > lossBefore) {
            uint256 bps = (lost - lossBefore) * 10_000 / value;
            if (bps > worstTradeBps) worstTradeBps = bps;
        }
        if (dice % 2 == 0) moveTo(pools[which], fair(which));
    }

    /// @dev The pool's price by the honest feeds.
    function fair(uint256 which) private view returns (uint160) {
        uint256 unit = 10 ** tokens[which].decimals();
        uint256 dollars = answerWad(honestOf(which)) * 1e18 / answerWad(honestOf(0));
        return sqrtPrice(pools[which], address(tokens[which]), unit, dollars / 1e12);
    }

    /// @dev Up to 60 basis points away from what is fair, against who sells `which`, or who buys it.
    function squeeze(uint256 which, bool isSold, uint256 dice) private {
        uint256 price = fair(which);
        bool isFirst = pools[which].token0() == address(tokens[which]);
        uint256 shift_ = (dice >> 8) % 60;
        // The pool keeps the root of its price, which moves half as far.
        price = isFirst == isSold ? price * (20_000 - shift_) / 20_000 : price * (20_000 + shift_) / 20_000;
        moveTo(pools[which], uint160(price));
    }

    function enter(uint256 index, uint256 amount) external {
        index %= 2;
        amount = bound(amount, 1, idle(0) / 10 + 1);
        Before memory b = look();
        shim.act(abi.encodeCall(vault.deposit, (index, amount)));
        uint256 loss = b.worth > worth() ? b.worth - worth() : 0;
        uint256 charged = vault.state().lossUsedWad - b.lossUsed;
        // One raw unit is the venue's own rounding.
        uint256 unit = 1e12 * highOf(0) / 1e18 + DUST;
        if (loss > charged + 2 * unit) breach("a deposit lost more than was charged");
        losses.add(loss > 2 * unit ? loss - 2 * unit : 0);
        checkApprovals();
    }

    /// What is liquid comes home, whatever the mode and the feeds.
    function leave_(uint256 index, uint256 amount, bool isAll) external {
        index %= 2;
        (, uint256 atOnce) = book.inVenue(index);
        if (atOnce < 2) revert Nothing();
        // Aave's own index may round the last unit away.
        amount = isAll ? atOnce - 1 : bound(amount, 1, atOnce - 1);
        uint256 before = idle(0);
        try shim.act(abi.encodeCall(vault.withdraw, (index, amount))) {
            if (idle(0) - before < amount) breach("less came home");
        } catch {
            breach("leaving was refused");
        }
    }

    // ── the market ─────────────────────────────────────────────────────────────────────────────────────

    function push(uint256 which, bool isUp_, uint256 dice) external {
        squeeze(1 + which % 2, isUp_, dice << 8);
    }

    function arbitrage(uint256 which) external {
        which = 1 + which % 2;
        moveTo(pools[which], fair(which));
    }

    /// Borrowers take what cash there is, mostly nearly all.
    function drain(uint256 part) external {
        uint256 cash = usd.balanceOf(address(receipt));
        uint256 amount = part % 4 == 0 ? cash : cash * (part % 100) / 100;
        if (amount == 0) revert Nothing();
        market.borrow(address(usd), amount, 2, 0, address(this));
    }

    function giveBack(uint256 amount) external {
        usd.mint(address(this), amount % 1_000_000e6 + 1);
        market.repay(address(usd), amount % 1_000_000e6 + 1, 2, address(this));
    }

    // ── the roles ──────────────────────────────────────────────────────────────────────────────────────

    function openExit(uint256 which) external {
        address token = address(tokens[1 + which % 2]);
        AssetParams memory p = oracle.assetParams(token);
        vm.prank(GUARDIAN);
        vault.tightenAsset(token, AssetTightening(p.slipBps, p.exitSlipBps, p.haircutBps, p.maxBps, true, true));
        vm.prank(GUARDIAN);
        vault.openExit(token);
    }

    function freeze(uint256 dice) external {
        if (dice % 4 != 0) revert Nothing();
        vm.prank(GUARDIAN);
        vault.setMode(Mode.Frozen);
    }

    /// The shim passes typed actions alone: nothing that takes tokens out of vault or Safe.
    function abuse(uint256 what) external {
        bytes memory grab = abi.encodeWithSignature("transfer(address,uint256)", address(this), 1);
        bytes[4] memory all = [
            grab,
            abi.encodeCall(vault.govCall, (address(usd), grab)),
            abi.encodeCall(vault.setKeeper, (address(this))),
            abi.encodeCall(vault.setMode, (Mode.Run))
        ];
        try shim.act(all[what % 4]) {
            breach("the shim passed what it must not");
        } catch {}
        vm.prank(STRANGER);
        try shim.act(abi.encodeCall(vault.deposit, (0, 1e6))) {
            breach("the shim obeyed a stranger");
        } catch {}
    }
}
