// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReserveVault} from "../src/interfaces/IReserveVault.sol";
import {Attestor} from "../src/Attestor.sol";
import {Auction} from "../src/Auction.sol";
import {Book} from "../src/Book.sol";
import {Law} from "../src/Law.sol";
import {LiabilityToken} from "../src/LiabilityToken.sol";
import {Limits} from "../src/Limits.sol";
import {OracleRouter} from "../src/OracleRouter.sol";
import {ReserveVault} from "../src/ReserveVault.sol";
import {FakeAToken, FakeFeed, FakePool, FakeRouter, FakeToken} from "./util/Fakes.sol";
import {Test} from "./util/Test.sol";

/// @notice The book with its claims within reach.
contract OpenBook is Book {
    function setRedeemed(uint128 wad) external {
        (_redeem.usedWad, _redeem.at) = (wad, uint64(block.timestamp));
    }

    function setOwed(address token, uint256 wad) external {
        owedWad[token] = wad;
    }

    function pushClaim(address holder, uint64 dueAt, bool payoutPar, address payoutAsset, uint256 wad) external {
        _claims.push(Claim(holder, dueAt, dueAt, ClaimState.Queued, payoutPar, payoutAsset, wad));
        totalOwedWad += wad;
        owedWad[payoutAsset] += wad;
    }
}

/// @notice The vault with its budgets within reach.
contract OpenVault is ReserveVault {
    constructor(address keeper_, address liability_, address router_)
        ReserveVault(
            msg.sender,
            msg.sender,
            keeper_,
            liability_,
            router_,
            address(new OpenBook()),
            address(new Auction()),
            address(new Attestor())
        )
    {}

    function setBudgets(uint128 loss, uint128 turnover, uint128 redeem) external {
        (_loss.usedWad, _loss.at) = (loss, uint64(block.timestamp));
        (_depeg.usedWad, _depeg.at) = (loss, uint64(block.timestamp));
        (_turnover.usedWad, _turnover.at) = (turnover, uint64(block.timestamp));
        OpenBook(address(book)).setRedeemed(redeem);
    }

    function setOwed(address token, uint256 wad) external {
        OpenBook(address(book)).setOwed(token, wad);
    }

    function pushClaim(address holder, uint64 dueAt, bool payoutPar, address payoutAsset, uint256 wad) external {
        OpenBook(address(book)).pushClaim(holder, dueAt, payoutPar, payoutAsset, wad);
    }
}

/// @notice vectors/*.json: the same cases the TypeScript twin answers, put to the contracts.
contract VectorsTest is Test, IReserveVault {
    using Limits for Limits.Bucket;

    uint256 private constant NOW = 1_800_000_000;
    address private constant KEEPER = address(0x0c);
    string private constant ASSET = "AssetCase(uint256 decimals,uint256 feedCount,uint256 feedDecimals,int256 answerA,"
        "int256 answerB,uint256 updatedAtA,uint256 updatedAtB,uint256 heartbeat,uint256 minPriceWad,uint256 maxPriceWad,"
        "uint256 depegPriceWad,uint256 maxDeviationBps,uint256 slipBps,uint256 exitSlipBps,uint256 maxBps,"
        "bool isEntryAllowed,bool isDisabled,uint256 idleRaw,uint256 owedRaw)";

    string private constant GATE = "GateCase(uint256 soldTargetBps,uint256 boughtTargetBps,uint256 soldHaircutBps,"
        "uint256 boughtHaircutBps,uint256 soldMaturity,uint256 boughtMaturity,uint256 claimsWad,uint256 minCoverageWad,"
        "uint256 minLiquidBps,uint256 riskBps)";

    struct AssetCase {
        uint256 decimals;
        uint256 feedCount;
        uint256 feedDecimals;
        int256 answerA;
        int256 answerB;
        uint256 updatedAtA;
        uint256 updatedAtB;
        uint256 heartbeat;
        uint256 minPriceWad;
        uint256 maxPriceWad;
        uint256 depegPriceWad;
        uint256 maxDeviationBps;
        uint256 slipBps;
        uint256 exitSlipBps;
        uint256 maxBps;
        bool isEntryAllowed;
        bool isDisabled;
        uint256 idleRaw;
        uint256 owedRaw;
    }

    struct QuoteCase {
        string name;
        AssetCase asset;
        string code;
        uint256 lowWad;
        uint256 highWad;
        bool isDepegged;
        bool isExitOpen;
    }

    struct GateCase {
        uint256 soldTargetBps;
        uint256 boughtTargetBps;
        uint256 soldHaircutBps;
        uint256 boughtHaircutBps;
        uint256 soldMaturity;
        uint256 boughtMaturity;
        uint256 claimsWad;
        uint256 minCoverageWad;
        uint256 minLiquidBps;
        uint256 riskBps;
    }

    struct SwapCase {
        string name;
        AssetCase sold;
        AssetCase bought;
        bool isIntoBase;
        uint256 mode;
        bool isExit;
        uint256 amountInRaw;
        uint256 amountOutRaw;
        uint256 lossBurstWad;
        uint256 lossUsedWad;
        uint256 turnoverBurstWad;
        uint256 turnoverUsedWad;
        GateCase gate;
        string code;
        uint256 floorOutRaw;
        uint256 valueWad;
        uint256 lossWad;
    }

    struct DepositCase {
        string name;
        AssetCase asset;
        AssetCase other;
        uint256 mode;
        uint256 insideRaw;
        uint256 amountRaw;
        uint256 venueMaxBps;
        bool isEntryAllowed;
        uint256 lossBurstWad;
        uint256 lossUsedWad;
        string code;
        uint256 valueWad;
    }

    struct WithdrawCase {
        string name;
        AssetCase asset;
        uint256 mode;
        uint256 insideRaw;
        uint256 amountRaw;
        string code;
    }

    struct RedemptionCase {
        string name;
        AssetCase asset;
        bool isPar;
        uint256 capPerDayWad;
        uint256 usedWad;
        uint256 maxCount;
        uint256[] claimWads;
        uint256[] dueAts;
        string code;
        uint256[] payoutRaws;
        uint256[] settledWads;
    }

    struct TargetCase {
        string name;
        uint256[] targetBps;
        bool[] disabled;
        uint256[] effectiveBps;
    }

    struct BucketCase {
        string name;
        uint256 burstWad;
        uint256 refillPerDayWad;
        uint256 spentWad;
        uint256 spentAt;
        uint256 now;
        uint256 amountWad;
        uint256 usedWad;
        uint256 leftWad;
        bool fits;
    }

    /// An asset as it is built: token and feeds that answered well when they were listed.
    struct Made {
        FakeToken token;
        FakeFeed feedA;
        FakeFeed feedB;
    }

    FakeRouter private router;
    FakePool private pool;
    FakeAToken private receipt;
    OpenVault private vault;
    Law private law;
    OracleRouter private oracle;
    Limits.Bucket private bucket;
    mapping(bytes4 selector => string) private nameOf;

    function setUp() public {
        vm.warp(NOW);
        router = new FakeRouter();
        nameOf[ZeroAmount.selector] = "ZeroAmount";
        nameOf[WrongMode.selector] = "WrongMode";
        nameOf[SameAsset.selector] = "SameAsset";
        nameOf[UnknownAsset.selector] = "UnknownAsset";
        nameOf[EntryForbidden.selector] = "EntryForbidden";
        nameOf[ExitNotOpen.selector] = "ExitNotOpen";
        nameOf[ExitOnlyIntoBase.selector] = "ExitOnlyIntoBase";
        nameOf[InsufficientIdle.selector] = "InsufficientIdle";
        nameOf[InsufficientDeployed.selector] = "InsufficientDeployed";
        nameOf[StaleFeed.selector] = "StaleFeed";
        nameOf[PriceOutOfBounds.selector] = "PriceOutOfBounds";
        nameOf[FeedsDisagree.selector] = "FeedsDisagree";
        nameOf[BelowFloor.selector] = "BelowFloor";
        nameOf[LossBudgetExceeded.selector] = "LossBudgetExceeded";
        nameOf[TurnoverBudgetExceeded.selector] = "TurnoverBudgetExceeded";
        nameOf[WeightCapExceeded.selector] = "WeightCapExceeded";
        nameOf[VenueCapExceeded.selector] = "VenueCapExceeded";
        nameOf[PastTarget.selector] = "PastTarget";
        nameOf[RiskCapExceeded.selector] = "RiskCapExceeded";
        nameOf[CoverageTooLow.selector] = "CoverageTooLow";
        nameOf[IlliquidReserve.selector] = "IlliquidReserve";
        nameOf[DepegBudgetExceeded.selector] = "DepegBudgetExceeded";
        nameOf[NothingRedeemable.selector] = "NothingRedeemable";
    }

    // ── building ───────────────────────────────────────────────────────────────────────────────────────

    function read(string memory file, string memory description) private view returns (bytes memory) {
        string memory json = vm.readFile(string.concat("vectors/", file, ".json"));
        return vm.parseJsonTypeArray(json, ".cases", description);
    }

    function make(AssetCase memory a) private returns (Made memory made) {
        made.token = new FakeToken("T", uint8(a.decimals));
        made.feedA = new FakeFeed(18, int256(a.minPriceWad));
        made.feedB = new FakeFeed(18, int256(a.minPriceWad));
    }

    function paramsOf(AssetCase memory a, Made memory made) private pure returns (AssetParams memory) {
        return AssetParams({
            token: address(made.token),
            decimals: uint8(a.decimals),
            feedA: address(made.feedA),
            feedB: a.feedCount == 2 ? address(made.feedB) : address(0),
            heartbeatA: uint32(a.heartbeat),
            heartbeatB: uint32(a.heartbeat),
            minPriceWad: uint128(a.minPriceWad),
            maxPriceWad: uint128(a.maxPriceWad),
            parWad: uint128(a.depegPriceWad == 0 ? 0 : a.depegPriceWad + 1),
            depegWad: uint128(a.depegPriceWad),
            exitFloorWad: 0,
            maxDeviationBps: uint16(a.maxDeviationBps),
            slipBps: uint16(a.slipBps),
            exitSlipBps: uint16(a.exitSlipBps),
            haircutBps: 0,
            targetBps: 0,
            maxBps: uint16(a.maxBps),
            maxGrowthPerDayBps: 0,
            risks: 0,
            maturity: 0,
            endogenous: false,
            entryAllowed: true,
            disabled: a.isDisabled
        });
    }

    /// @dev Feeds answer what the case says and the vault holds what it says; entry closes after listing, because
    /// a base asset cannot be listed closed.
    function settle(AssetCase memory a, Made memory made) private {
        made.feedA.setDecimals(uint8(a.feedDecimals));
        made.feedB.setDecimals(uint8(a.feedDecimals));
        made.feedA.setAt(a.answerA, a.updatedAtA);
        made.feedB.setAt(a.answerB, a.updatedAtB);
        made.token.mint(address(vault), a.idleRaw);
        if (a.owedRaw != 0) vault.setOwed(address(made.token), a.owedRaw * 1e18 / 10 ** a.decimals);
        if (!a.isEntryAllowed) {
            vault.tightenAsset(
                address(made.token),
                AssetTightening(uint16(a.slipBps), uint16(a.exitSlipBps), 0, uint16(a.maxBps), false, a.isDisabled)
            );
        }
    }

    function deploy(LawParams memory l) private {
        LiabilityToken claimToken = new LiabilityToken("claim", "CLAIM");
        vault = new OpenVault(KEEPER, address(claimToken), address(router));
        claimToken.setVault(address(vault));
        law = vault.law();
        oracle = law.oracle();
        vault.adoptPolicy(bytes32(0), l);
    }

    function emptyLaw(uint256 assets) private pure returns (LawParams memory l) {
        l.assets = new AssetParams[](assets);
        l.venues = new VenueParams[](0);
        l.limits.lossRefillPerDayWad = 0;
        l.redemption.payoutPar = true;
        l.regime.exitWindowSeconds = 1 days;
    }

    function setMode(uint256 mode) private {
        if (mode != 0) vault.setMode(Mode(mode));
    }

    function same(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }

    /// @dev Compares the verdict of a call with the case's.
    function verdict(string memory name, string memory code, bool ok, bytes memory reason) private view {
        string memory got = ok ? "" : nameOf[bytes4(reason)];
        assertTrue(ok || bytes(got).length != 0, string.concat(name, ": an error without a name"));
        assertTrue(same(got, code), string.concat(name, ": expected ", code, ", got ", got));
    }

    // ── cases ──────────────────────────────────────────────────────────────────────────────────────────

    function test_quotes() public {
        string memory description =
            "QuoteCase(string name,AssetCase asset,string code,uint256 lowWad,uint256 highWad,bool isDepegged,bool isExitOpen)";
        QuoteCase[] memory cases = abi.decode(read("quotes", string.concat(description, ASSET)), (QuoteCase[]));
        assertLe(60, cases.length, "enough cases");
        for (uint256 i; i < cases.length; ++i) {
            QuoteCase memory c = cases[i];
            Made memory made = make(c.asset);
            LawParams memory l = emptyLaw(1);
            l.assets[0] = paramsOf(c.asset, made);
            l.redemption.payoutAsset = address(made.token);
            deploy(l);
            settle(c.asset, made);
            (bytes4 refusal, uint256 low, uint256 high) = oracle.tryQuote(address(made.token));
            verdict(c.name, c.code, refusal == bytes4(0), abi.encodePacked(refusal));
            assertEq(low, c.lowWad, string.concat(c.name, ": low"));
            assertEq(high, c.highWad, string.concat(c.name, ": high"));
            assertTrue(oracle.look(address(made.token)).depegged == c.isDepegged, string.concat(c.name, ": depegged"));
            assertTrue(oracle.look(address(made.token)).isArmed == c.isExitOpen, string.concat(c.name, ": exit"));
        }
    }

    function test_swaps() public {
        string memory description = string.concat(
            "SwapCase(string name,AssetCase sold,AssetCase bought,bool isIntoBase,uint256 mode,bool isExit,",
            "uint256 amountInRaw,uint256 amountOutRaw,uint256 lossBurstWad,uint256 lossUsedWad,uint256 turnoverBurstWad,",
            "uint256 turnoverUsedWad,GateCase gate,string code,uint256 floorOutRaw,uint256 valueWad,uint256 lossWad)"
        );
        SwapCase[] memory cases = abi.decode(read("swaps", string.concat(description, ASSET, GATE)), (SwapCase[]));
        assertLe(180, cases.length, "enough cases");
        for (uint256 i; i < cases.length; ++i) {
            swapCase(cases[i]);
        }
    }

    function swapCase(SwapCase memory c) private {
        (Made memory sold, Made memory bought) = (make(c.sold), make(c.bought));
        Made memory base = Made(new FakeToken("B", 6), new FakeFeed(8, 1e8), new FakeFeed(8, 1e8));
        LawParams memory l = emptyLaw(c.isIntoBase ? 2 : 3);
        (l.limits.lossBurstWad, l.limits.turnoverBurstWad) = (uint128(c.lossBurstWad), uint128(c.turnoverBurstWad));
        if (c.isIntoBase) {
            (l.assets[0], l.assets[1]) = (paramsOf(c.bought, bought), paramsOf(c.sold, sold));
        } else {
            AssetCase memory plain = c.sold;
            l.assets[1] = paramsOf(c.sold, sold);
            l.assets[2] = paramsOf(c.bought, bought);
            l.assets[0] = paramsOf(plain, base);
            (l.assets[0].decimals, l.assets[0].disabled) = (6, false);
            (l.assets[0].minPriceWad, l.assets[0].maxPriceWad) = (0.1e18, 10e18);
            l.assets[0].feedB = address(base.feedB);
        }
        l.redemption.payoutAsset = l.assets[0].token;
        gates(l, c);
        deploy(l);
        if (c.gate.claimsWad != 0) {
            LiabilityToken liability = vault.liability();
            vm.prank(address(vault));
            liability.mint(address(this), c.gate.claimsWad);
        }
        settle(c.sold, sold);
        settle(c.bought, bought);
        setMode(c.mode);
        vault.setBudgets(uint128(c.lossUsedWad), uint128(c.turnoverUsedWad), 0);
        router.setPayOut(c.amountOutRaw);
        if (c.isExit) try vault.openExit(address(sold.token)) {} catch {}
        vm.prank(KEEPER);
        try vault.swap(address(sold.token), address(bought.token), 500, c.amountInRaw, 0, c.isExit) {
            verdict(c.name, c.code, true, "");
            VaultView memory v = vault.state();
            uint256 lost = (c.isExit ? v.depegUsedWad : v.lossUsedWad) - c.lossUsedWad;
            assertEq(lost, c.lossWad, string.concat(c.name, ": loss"));
            assertEq(v.turnoverUsedWad - c.turnoverUsedWad, c.valueWad, string.concat(c.name, ": turnover"));
        } catch (bytes memory reason) {
            verdict(c.name, c.code, false, reason);
            // Where the twin got as far as a floor, so does the contract, and to the same.
            if (c.floorOutRaw == 0) return;
        }
        if (vault.mode() == Mode.Frozen) return;
        if (bytes(c.code).length == 0) sold.token.mint(address(vault), c.amountInRaw);
        SwapTerms memory terms =
            law.tradeTerms(address(sold.token), address(bought.token), c.amountInRaw, c.isExit, false, vault.mode());
        assertEq(terms.floorOut, c.floorOutRaw, string.concat(c.name, ": floor"));
        assertEq(terms.valueWad, c.valueWad, string.concat(c.name, ": value"));
    }

    /// @dev Targets, haircuts and classes of what is sold and bought; the base asset has none of them.
    function gates(LawParams memory l, SwapCase memory c) private pure {
        GateCase memory g = c.gate;
        AssetParams memory sold = l.assets[1];
        AssetParams memory bought = l.assets[c.isIntoBase ? 0 : 2];
        sold.targetBps = uint16(g.soldTargetBps);
        if (!c.isIntoBase) bought.targetBps = uint16(g.boughtTargetBps);
        (sold.haircutBps, bought.haircutBps) = (uint16(g.soldHaircutBps), uint16(g.boughtHaircutBps));
        (sold.maturity, bought.maturity) = (uint8(g.soldMaturity), uint8(g.boughtMaturity));
        (l.limits.minCoverageWad, l.limits.minLiquidBps[0]) = (uint128(g.minCoverageWad), uint16(g.minLiquidBps));
        l.limits.depegBurstWad = l.limits.lossBurstWad;
        if (g.riskBps == 0) return;
        l.risks = new RiskCap[](1);
        l.risks[0] = RiskCap(bytes32(uint256(1)), type(uint128).max, uint16(g.riskBps));
        bought.risks = 1;
    }

    function test_deposits() public {
        string memory description = string.concat(
            "DepositCase(string name,AssetCase asset,AssetCase other,uint256 mode,uint256 insideRaw,uint256 amountRaw,",
            "uint256 venueMaxBps,bool isEntryAllowed,uint256 lossBurstWad,uint256 lossUsedWad,string code,uint256 valueWad)"
        );
        DepositCase[] memory cases = abi.decode(read("deposits", string.concat(description, ASSET)), (DepositCase[]));
        assertLe(40, cases.length, "enough cases");
        for (uint256 i; i < cases.length; ++i) {
            DepositCase memory c = cases[i];
            (Made memory asset, Made memory other) = (make(c.asset), make(c.other));
            LawParams memory l = emptyLaw(2);
            (l.assets[0], l.assets[1]) = (paramsOf(c.asset, asset), paramsOf(c.other, other));
            l.limits.lossBurstWad = uint128(c.lossBurstWad);
            venueLaw(l, asset.token, c.venueMaxBps, c.isEntryAllowed);
            deploy(l);
            settle(c.asset, asset);
            settle(c.other, other);
            putInside(asset.token, c.insideRaw);
            setMode(c.mode);
            vault.setBudgets(uint128(c.lossUsedWad), 0, 0);
            vm.prank(KEEPER);
            try vault.deposit(0, c.amountRaw) {
                verdict(c.name, c.code, true, "");
                assertEq(law.book().deployed(0), c.insideRaw + c.amountRaw, string.concat(c.name, ": inside"));
                uint256 value = law.book().highValue(address(asset.token), c.amountRaw);
                assertEq(value, c.valueWad, string.concat(c.name, ": value"));
            } catch (bytes memory reason) {
                verdict(c.name, c.code, false, reason);
            }
        }
    }

    function venueLaw(LawParams memory l, FakeToken token, uint256 maxBps, bool entry) private {
        pool = new FakePool();
        receipt = new FakeAToken(address(pool), address(token));
        pool.setReceipt(receipt);
        l.venues = new VenueParams[](1);
        l.venues[0] = VenueParams(2, address(pool), address(token), address(receipt), uint16(maxBps), 0, 0, 0, entry);
        l.redemption.payoutAsset = address(token);
    }

    function putInside(FakeToken token, uint256 amount) private {
        if (amount == 0) return;
        token.mint(address(pool), amount);
        receipt.mint(address(vault), amount);
    }

    function test_withdrawals() public {
        string memory description =
            "WithdrawCase(string name,AssetCase asset,uint256 mode,uint256 insideRaw,uint256 amountRaw,string code)";
        WithdrawCase[] memory cases =
            abi.decode(read("withdrawals", string.concat(description, ASSET)), (WithdrawCase[]));
        assertLe(10, cases.length, "enough cases");
        for (uint256 i; i < cases.length; ++i) {
            WithdrawCase memory c = cases[i];
            Made memory asset = make(c.asset);
            LawParams memory l = emptyLaw(1);
            l.assets[0] = paramsOf(c.asset, asset);
            venueLaw(l, asset.token, 10_000, true);
            deploy(l);
            settle(c.asset, asset);
            putInside(asset.token, c.insideRaw);
            setMode(c.mode);
            vm.prank(KEEPER);
            try vault.withdraw(0, c.amountRaw) {
                verdict(c.name, c.code, true, "");
                assertEq(asset.token.balanceOf(address(vault)), c.amountRaw, string.concat(c.name, ": home"));
            } catch (bytes memory reason) {
                verdict(c.name, c.code, false, reason);
            }
        }
    }

    function test_redemptions() public {
        string memory description = string.concat(
            "RedemptionCase(string name,AssetCase asset,bool isPar,uint256 capPerDayWad,uint256 usedWad,uint256 maxCount,",
            "uint256[] claimWads,uint256[] dueAts,string code,uint256[] payoutRaws,uint256[] settledWads)"
        );
        RedemptionCase[] memory cases =
            abi.decode(read("redemptions", string.concat(description, ASSET)), (RedemptionCase[]));
        assertLe(50, cases.length, "enough cases");
        for (uint256 i; i < cases.length; ++i) {
            RedemptionCase memory c = cases[i];
            Made memory asset = make(c.asset);
            LawParams memory l = emptyLaw(1);
            l.assets[0] = paramsOf(c.asset, asset);
            l.redemption = RedemptionParams(address(asset.token), 0, uint128(c.capPerDayWad), 0, c.isPar);
            deploy(l);
            settle(c.asset, asset);
            vault.setBudgets(0, 0, uint128(c.usedWad));
            for (uint256 j; j < c.claimWads.length; ++j) {
                vault.pushClaim(holder(j), uint64(c.dueAts[j]), c.isPar, address(asset.token), c.claimWads[j]);
            }
            try vault.payRedemptions(c.maxCount) {
                verdict(c.name, c.code, true, "");
            } catch (bytes memory reason) {
                verdict(c.name, c.code, false, reason);
            }
            for (uint256 j; j < c.claimWads.length; ++j) {
                assertEq(asset.token.balanceOf(holder(j)), c.payoutRaws[j], string.concat(c.name, ": paid"));
                assertEq(
                    c.claimWads[j] - vault.book().claim(j).owedWad, c.settledWads[j], string.concat(c.name, ": settled")
                );
            }
        }
    }

    function holder(uint256 index) private pure returns (address) {
        return address(uint160(0x1000 + index));
    }

    function test_targets() public {
        TargetCase[] memory cases = abi.decode(
            read("targets", "TargetCase(string name,uint256[] targetBps,bool[] disabled,uint256[] effectiveBps)"),
            (TargetCase[])
        );
        assertLe(30, cases.length, "enough cases");
        for (uint256 i; i < cases.length; ++i) {
            TargetCase memory c = cases[i];
            LawParams memory l = emptyLaw(c.targetBps.length);
            for (uint256 j; j < c.targetBps.length; ++j) {
                Made memory made = Made(new FakeToken("T", 18), new FakeFeed(8, 1e8), new FakeFeed(8, 1e8));
                AssetParams memory p = l.assets[j];
                (p.token, p.decimals) = (address(made.token), 18);
                (p.feedA, p.heartbeatA) = (address(made.feedA), 3600);
                (p.minPriceWad, p.maxPriceWad) = (0.1e18, 10e18);
                (p.targetBps, p.maxBps) = (uint16(c.targetBps[j]), 10_000);
                (p.entryAllowed, p.disabled) = (true, c.disabled[j]);
            }
            l.redemption.payoutAsset = l.assets[0].token;
            deploy(l);
            for (uint256 j; j < c.targetBps.length; ++j) {
                assertEq(oracle.look(l.assets[j].token).effectiveTargetBps, c.effectiveBps[j], c.name);
            }
        }
    }

    function test_buckets() public {
        string memory description = string.concat(
            "BucketCase(string name,uint256 burstWad,uint256 refillPerDayWad,uint256 spentWad,uint256 spentAt,uint256 now,",
            "uint256 amountWad,uint256 usedWad,uint256 leftWad,bool fits)"
        );
        BucketCase[] memory cases = abi.decode(read("buckets", description), (BucketCase[]));
        assertLe(60, cases.length, "enough cases");
        for (uint256 i; i < cases.length; ++i) {
            BucketCase memory c = cases[i];
            (bucket.usedWad, bucket.at) = (uint128(c.spentWad), uint64(c.spentAt));
            vm.warp(c.now);
            assertEq(bucket.used(c.refillPerDayWad), c.usedWad, string.concat(c.name, ": used"));
            assertEq(bucket.left(c.burstWad, c.refillPerDayWad), c.leftWad, string.concat(c.name, ": left"));
            (bool fits,) = bucket.spend(c.burstWad, c.refillPerDayWad, c.amountWad);
            assertTrue(fits == c.fits, string.concat(c.name, ": fits"));
        }
    }
}
