// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IReserveVault} from "../src/interfaces/IReserveVault.sol";
import {Book} from "../src/Book.sol";
import {Law} from "../src/Law.sol";
import {OracleRouter} from "../src/OracleRouter.sol";
import {FakeFeed, FakeToken} from "./util/Fakes.sol";
import {Test} from "./util/Test.sol";

/// @notice ERC-4626 shares whose price is set, and which can stop answering.
contract FakeShares is ERC20 {
    address public immutable asset;
    uint256 public price = 1e18;
    bool public isBroken;

    error Broken();

    constructor(address asset_) ERC20("share", "share") {
        asset = asset_;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setPrice(uint256 price_) external {
        price = price_;
    }

    function setBroken(bool broken) external {
        isBroken = broken;
    }

    function convertToAssets(uint256 shares) public view returns (uint256) {
        if (isBroken) revert Broken();
        return shares * price / 1e18;
    }

    function maxWithdraw(address owner) external view returns (uint256) {
        return convertToAssets(balanceOf(owner));
    }
}

/// @notice The book with what is owed, and what was paid, within reach.
contract NotedBook is Book {
    function setOwed(address token, uint256 wad) external {
        owedWad[token] = wad;
    }

    function settle(uint256 wad) external {
        _settled(wad);
    }
}

/// @notice vectors/{terms,watches,totals}.json put to law, oracle and book. The vault they serve is this test: it holds
/// the tokens, and is the only one they listen to.
contract WatchVectorsTest is Test, IReserveVault {
    bool public constant isEntered = false;
    uint256 private constant NOW = 1_800_000_000;
    string private constant ASSET = "SideCase(uint256 decimals,uint256 feedCount,uint256 feedDecimals,int256 answerA,"
        "int256 answerB,uint256 updatedAtA,uint256 updatedAtB,uint256 heartbeat,uint256 minPriceWad,uint256 maxPriceWad,"
        "uint256 depegPriceWad,uint256 maxDeviationBps,uint256 slipBps,uint256 exitSlipBps,uint256 maxBps,"
        "bool isEntryAllowed,bool isDisabled,uint256 idleRaw,uint256 owedRaw)";

    struct SideCase {
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

    struct TermsCase {
        string name;
        SideCase sold;
        SideCase bought;
        uint256 soldParWad;
        uint256 exitFloorWad;
        bool isIntoBase;
        bool isOpened;
        bool isExit;
        bool isAuction;
        uint256 mode;
        uint256 amountInRaw;
        string code;
        uint256 floorOutRaw;
        uint256 valueWad;
        uint256 blindWad;
    }

    struct WatchStep {
        uint256 at;
        uint256 kind;
        uint256 value;
        int256 answerA;
        int256 answerB;
        uint256 updatedAtA;
        uint256 updatedAtB;
        string code;
        string refusal;
        uint256 lowWad;
        uint256 highWad;
        uint256 blindWad;
        bool isDepegged;
        bool isArmed;
        bool isExitOpen;
        bool isShut;
        uint256 haircutBps;
        uint256 armedSince;
        uint256 exitOpenUntil;
    }

    struct WatchCase {
        string name;
        SideCase asset;
        uint256 parWad;
        uint256 exitFloorWad;
        uint256 haircutBps;
        uint256 maxGrowthPerDayBps;
        uint256 exitDelaySeconds;
        uint256 exitWindowSeconds;
        uint256 maxPushBps;
        uint256 decayPerDayBps;
        uint256 entryHaircutBps;
        bool hasSequencer;
        uint256 graceSeconds;
        WatchStep[] steps;
    }

    struct TotalStep {
        uint256 at;
        uint256 kind;
        uint256 value;
        uint256 second;
        uint256 anchorWad;
        uint256 anchorAt;
        uint256 floorWad;
        bool isReadable;
        uint256 countedRaw;
    }

    struct TotalCase {
        string name;
        uint256 maxGrowthPerDayBps;
        uint256 anchorMaxAgeSeconds;
        uint256 shareGrowthPerDayBps;
        TotalStep[] steps;
    }

    struct Made {
        FakeToken token;
        FakeFeed feedA;
        FakeFeed feedB;
    }

    NotedBook private book;
    Law public law;
    OracleRouter private oracle;
    FakeFeed private sequencer;
    FakeShares private shares;
    Made private asset;
    mapping(bytes4 selector => string) private nameOf;
    IERC20 public liability;

    function setUp() public {
        vm.warp(NOW);
        liability = new FakeToken("claim", 18);
        nameOf[StaleFeed.selector] = "StaleFeed";
        nameOf[PriceOutOfBounds.selector] = "PriceOutOfBounds";
        nameOf[SequencerDown.selector] = "SequencerDown";
        nameOf[FeedsDisagree.selector] = "FeedsDisagree";
        nameOf[EntryForbidden.selector] = "EntryForbidden";
        nameOf[ExitNotOpen.selector] = "ExitNotOpen";
        nameOf[ExitOnlyIntoBase.selector] = "ExitOnlyIntoBase";
        nameOf[InsufficientIdle.selector] = "InsufficientIdle";
        nameOf[NotArmed.selector] = "NotArmed";
        nameOf[Loosening.selector] = "Loosening";
    }

    // ── building ───────────────────────────────────────────────────────────────────────────────────────

    function read(string memory file, string memory description) private view returns (bytes memory) {
        string memory json = vm.readFile(string.concat("vectors/", file, ".json"));
        return vm.parseJsonTypeArray(json, ".cases", description);
    }

    function make(SideCase memory a) private returns (Made memory made) {
        made.token = new FakeToken("T", uint8(a.decimals));
        made.feedA = new FakeFeed(18, int256(a.minPriceWad));
        made.feedB = new FakeFeed(18, int256(a.minPriceWad));
    }

    function paramsOf(SideCase memory a, Made memory made) private pure returns (AssetParams memory p) {
        (p.token, p.decimals) = (address(made.token), uint8(a.decimals));
        (p.feedA, p.heartbeatA) = (address(made.feedA), uint32(a.heartbeat));
        if (a.feedCount == 2) (p.feedB, p.heartbeatB) = (address(made.feedB), uint32(a.heartbeat));
        (p.minPriceWad, p.maxPriceWad) = (uint128(a.minPriceWad), uint128(a.maxPriceWad));
        (p.parWad, p.depegWad) = (uint128(a.depegPriceWad == 0 ? 0 : a.depegPriceWad + 1), uint128(a.depegPriceWad));
        p.maxDeviationBps = uint16(a.maxDeviationBps);
        (p.slipBps, p.exitSlipBps, p.maxBps) = (uint16(a.slipBps), uint16(a.exitSlipBps), uint16(a.maxBps));
        (p.entryAllowed, p.disabled) = (true, a.isDisabled);
    }

    function lawOf(uint256 assets) private pure returns (LawParams memory l) {
        l.assets = new AssetParams[](assets);
        l.redemption.payoutPar = true;
        l.regime.exitWindowSeconds = 1 days;
    }

    function adopt(LawParams memory l) private {
        book = new NotedBook();
        law = new Law(address(book));
        oracle = book.oracle();
        law.bind(address(this));
        book.bind(address(this));
        oracle.bind(address(this));
        l.redemption.payoutAsset = l.assets[0].token;
        oracle.adoptPolicy(bytes32(0), l);
        book.adoptPolicy(bytes32(0), l);
        law.adoptPolicy(bytes32(0), l);
    }

    /// @dev Entry closes after listing, because a base asset cannot be listed closed.
    function settle(SideCase memory a, Made memory made) private {
        made.feedA.setDecimals(uint8(a.feedDecimals));
        made.feedB.setDecimals(uint8(a.feedDecimals));
        made.feedA.setAt(a.answerA, a.updatedAtA);
        made.feedB.setAt(a.answerB, a.updatedAtB);
        made.token.mint(address(this), a.idleRaw);
        book.setOwed(address(made.token), a.owedRaw * 1e18 / 10 ** a.decimals);
        if (!a.isEntryAllowed) narrow(made.token, a, 0, false, a.isDisabled);
    }

    function narrow(FakeToken token, SideCase memory a, uint256 haircut, bool entry, bool disabled) private {
        AssetTightening memory t;
        (t.slipBps, t.exitSlipBps, t.maxBps) = (uint16(a.slipBps), uint16(a.exitSlipBps), uint16(a.maxBps));
        (t.haircutBps, t.entryAllowed, t.disabled) = (uint16(haircut), entry, disabled);
        oracle.tightenAsset(address(token), t);
    }

    function same(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }

    function named(bytes4 selector) private view returns (string memory) {
        return selector == bytes4(0) ? "" : nameOf[selector];
    }

    function verdict(string memory name, string memory code, bytes4 selector) private view {
        string memory got = named(selector);
        assertTrue(selector == bytes4(0) || bytes(got).length != 0, string.concat(name, ": an error without a name"));
        assertTrue(same(got, code), string.concat(name, ": expected ", code, ", got ", got));
    }

    // ── terms ──────────────────────────────────────────────────────────────────────────────────────────

    function test_terms() public {
        string memory description = string.concat(
            "TermsCase(string name,SideCase sold,SideCase bought,uint256 soldParWad,uint256 exitFloorWad,bool isIntoBase,",
            "bool isOpened,bool isExit,bool isAuction,uint256 mode,uint256 amountInRaw,string code,uint256 floorOutRaw,",
            "uint256 valueWad,uint256 blindWad)"
        );
        TermsCase[] memory cases = abi.decode(read("terms", string.concat(description, ASSET)), (TermsCase[]));
        assertLe(400, cases.length, "enough cases");
        for (uint256 i; i < cases.length; ++i) {
            termsCase(cases[i]);
        }
    }

    function termsCase(TermsCase memory c) private {
        (Made memory sold, Made memory bought) = (make(c.sold), make(c.bought));
        LawParams memory l = lawOf(c.isIntoBase ? 2 : 3);
        uint256 first = c.isIntoBase ? 0 : 1;
        (l.assets[first], l.assets[first + 1]) = (paramsOf(c.bought, bought), paramsOf(c.sold, sold));
        AssetParams memory p = l.assets[first + 1];
        (p.parWad, p.exitFloorWad) = (uint128(c.soldParWad), uint128(c.exitFloorWad));
        if (!c.isIntoBase) {
            Made memory base = make(c.bought);
            l.assets[0] = paramsOf(c.bought, base);
        }
        adopt(l);
        settle(c.sold, sold);
        settle(c.bought, bought);
        if (c.isOpened) try oracle.openExit(address(sold.token), true) {} catch {}
        assertEq(oracle.look(address(sold.token)).blindWad, c.blindWad, string.concat(c.name, ": blind"));
        try law.tradeTerms(
            address(sold.token), address(bought.token), c.amountInRaw, c.isExit, c.isAuction, Mode(c.mode)
        ) returns (
            SwapTerms memory t
        ) {
            verdict(c.name, c.code, bytes4(0));
            assertEq(t.floorOut, c.floorOutRaw, string.concat(c.name, ": floor"));
            assertEq(t.valueWad, c.valueWad, string.concat(c.name, ": value"));
        } catch (bytes memory reason) {
            verdict(c.name, c.code, bytes4(reason));
        }
    }

    // ── watches ────────────────────────────────────────────────────────────────────────────────────────

    function test_watches() public {
        string memory description = string.concat(
            "WatchCase(string name,SideCase asset,uint256 parWad,uint256 exitFloorWad,uint256 haircutBps,",
            "uint256 maxGrowthPerDayBps,uint256 exitDelaySeconds,uint256 exitWindowSeconds,uint256 maxPushBps,",
            "uint256 decayPerDayBps,uint256 entryHaircutBps,bool hasSequencer,uint256 graceSeconds,WatchStep[] steps)",
            ASSET,
            "WatchStep(uint256 at,uint256 kind,uint256 value,int256 answerA,int256 answerB,uint256 updatedAtA,",
            "uint256 updatedAtB,string code,string refusal,uint256 lowWad,uint256 highWad,uint256 blindWad,bool isDepegged,",
            "bool isArmed,bool isExitOpen,bool isShut,uint256 haircutBps,uint256 armedSince,uint256 exitOpenUntil)"
        );
        WatchCase[] memory cases = abi.decode(read("watches", description), (WatchCase[]));
        assertLe(200, cases.length, "enough cases");
        for (uint256 i; i < cases.length; ++i) {
            watchCase(cases[i]);
        }
    }

    function watchCase(WatchCase memory c) private {
        vm.warp(NOW);
        asset = make(c.asset);
        sequencer = new FakeFeed(0, 0);
        sequencer.setAt(0, NOW - 10_000_000);
        LawParams memory l = lawOf(1);
        l.assets[0] = paramsOf(c.asset, asset);
        AssetParams memory p = l.assets[0];
        (p.parWad, p.exitFloorWad) = (uint128(c.parWad), uint128(c.exitFloorWad));
        (p.haircutBps, p.maxGrowthPerDayBps) = (uint16(c.haircutBps), uint16(c.maxGrowthPerDayBps));
        l.regime.exitDelaySeconds = uint32(c.exitDelaySeconds);
        l.regime.exitWindowSeconds = uint32(c.exitWindowSeconds);
        l.regime.maxPushBps = uint16(c.maxPushBps);
        l.regime.haircutDecayPerDayBps = uint16(c.decayPerDayBps);
        l.regime.entryHaircutBps = uint16(c.entryHaircutBps);
        l.regime.sequencerFeed = c.hasSequencer ? address(sequencer) : address(0);
        l.regime.sequencerGraceSeconds = uint32(c.graceSeconds);
        adopt(l);
        asset.feedA.setDecimals(uint8(c.asset.feedDecimals));
        asset.feedB.setDecimals(uint8(c.asset.feedDecimals));
        for (uint256 i; i < c.steps.length; ++i) {
            WatchStep memory s = c.steps[i];
            string memory name = string.concat(c.name, ", step ", vm.toString(i));
            vm.warp(s.at);
            asset.feedA.setAt(s.answerA, s.updatedAtA);
            asset.feedB.setAt(s.answerB, s.updatedAtB);
            verdict(name, s.code, watchStep(c, s));
            compareLook(name, s);
        }
    }

    function watchStep(WatchCase memory c, WatchStep memory s) private returns (bytes4) {
        address token = address(asset.token);
        if (s.kind == 1) oracle.poke();
        if (s.kind == 2 || s.kind == 3) {
            try oracle.openExit(token, s.kind == 3) {}
            catch (bytes memory reason) {
                return bytes4(reason);
            }
        }
        if (s.kind == 4) {
            try oracle.pushHaircut(token, s.value) {}
            catch (bytes memory reason) {
                return bytes4(reason);
            }
        }
        if (s.kind == 5) narrow(asset.token, c.asset, c.haircutBps, true, true);
        if (s.kind == 6) oracle.enableAsset(token);
        if (s.kind == 7) sequencer.setAt(1, s.at);
        if (s.kind == 8) sequencer.setAt(0, s.at);
        return bytes4(0);
    }

    function compareLook(string memory name, WatchStep memory s) private view {
        AssetState memory a = oracle.look(address(asset.token));
        verdict(string.concat(name, ", price"), s.refusal, a.refusal);
        assertEq(a.lowWad, s.lowWad, string.concat(name, ": low"));
        assertEq(a.highWad, s.highWad, string.concat(name, ": high"));
        assertEq(a.blindWad, s.blindWad, string.concat(name, ": blind"));
        assertTrue(a.depegged == s.isDepegged, string.concat(name, ": depegged"));
        assertTrue(a.isArmed == s.isArmed, string.concat(name, ": armed"));
        assertTrue(a.exitOpen == s.isExitOpen, string.concat(name, ": open"));
        assertTrue(a.isShut == s.isShut, string.concat(name, ": shut"));
        assertEq(a.haircutBps, s.haircutBps, string.concat(name, ": haircut"));
        assertEq(a.armedSince, s.armedSince, string.concat(name, ": armed since"));
        assertEq(a.exitOpenUntil, s.exitOpenUntil, string.concat(name, ": open until"));
    }

    // ── totals ─────────────────────────────────────────────────────────────────────────────────────────

    function test_totals() public {
        string memory description = string.concat(
            "TotalCase(string name,uint256 maxGrowthPerDayBps,uint256 anchorMaxAgeSeconds,uint256 shareGrowthPerDayBps,",
            "TotalStep[] steps)",
            "TotalStep(uint256 at,uint256 kind,uint256 value,uint256 second,uint256 anchorWad,uint256 anchorAt,",
            "uint256 floorWad,bool isReadable,uint256 countedRaw)"
        );
        TotalCase[] memory cases = abi.decode(read("totals", description), (TotalCase[]));
        assertLe(120, cases.length, "enough cases");
        for (uint256 i; i < cases.length; ++i) {
            totalCase(cases[i]);
        }
    }

    function totalCase(TotalCase memory c) private {
        vm.warp(NOW);
        asset = Made(new FakeToken("T", 18), new FakeFeed(18, 1e18), new FakeFeed(18, 1e18));
        shares = new FakeShares(address(asset.token));
        LawParams memory l = lawOf(1);
        AssetParams memory p = l.assets[0];
        (p.token, p.decimals, p.feedA, p.heartbeatA) = (address(asset.token), 18, address(asset.feedA), 1 hours);
        (p.minPriceWad, p.maxPriceWad, p.maxBps, p.entryAllowed) = (1, 1e36, 10_000, true);
        l.venues = new VenueParams[](1);
        VenueParams memory v = l.venues[0];
        (v.kind, v.target, v.receipt, v.asset) = (1, address(shares), address(shares), p.token);
        (v.maxBps, v.maxGrowthPerDayBps, v.entryAllowed) = (10_000, uint16(c.shareGrowthPerDayBps), true);
        l.regime.maxGrowthPerDayBps = uint16(c.maxGrowthPerDayBps);
        l.regime.anchorMaxAgeSeconds = uint32(c.anchorMaxAgeSeconds);
        adopt(l);
        for (uint256 i; i < c.steps.length; ++i) {
            TotalStep memory s = c.steps[i];
            string memory name = string.concat(c.name, ", step ", vm.toString(i));
            vm.warp(s.at);
            asset.feedA.set(s.kind == 7 ? int256(s.value) : asset.feedA.answer());
            totalStep(name, s);
            (uint256 value, uint256 at) = book.anchor();
            assertEq(value, s.anchorWad, string.concat(name, ": anchor"));
            assertEq(at, s.anchorAt, string.concat(name, ": anchored at"));
            assertEq(book.valueFloor(), s.floorWad, string.concat(name, ": floor"));
            try book.counted(0) returns (uint256 counted) {
                assertTrue(s.isReadable, string.concat(name, ": readable"));
                assertEq(counted, s.countedRaw, string.concat(name, ": counted"));
            } catch {
                assertTrue(!s.isReadable, string.concat(name, ": unreadable"));
            }
        }
    }

    function totalStep(string memory name, TotalStep memory s) private {
        if (s.kind == 0) assertEq(book.total(), s.anchorWad, string.concat(name, ": total"));
        if (s.kind == 1) book.poke();
        if (s.kind == 2) {
            book.note(s.value);
            book.settle(s.second);
        }
        if (s.kind == 3) asset.token.mint(address(this), s.value);
        if (s.kind == 4) burn(s.value);
        if (s.kind == 5) shares.setPrice(s.value);
        if (s.kind == 6) shares.mint(address(this), s.value);
        if (s.kind == 8 || s.kind == 9) shares.setBroken(s.kind == 8);
    }

    function burn(uint256 amount) private {
        uint256 idle = asset.token.balanceOf(address(this));
        asset.token.burn(address(this), amount < idle ? amount : idle);
    }
}
