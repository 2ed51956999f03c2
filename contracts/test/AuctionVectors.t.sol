// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IReserveVault} from "../src/interfaces/IReserveVault.sol";
import {Auction} from "../src/Auction.sol";
import {Law} from "../src/Law.sol";
import {OracleRouter} from "../src/OracleRouter.sol";
import {FakeFeed, FakeToken} from "./util/Fakes.sol";
import {Test} from "./util/Test.sol";
import {NotedBook} from "./WatchVectors.t.sol";

/// @notice vectors/auctions.json put to the auction of a vault. The vault is this test: it holds the tokens, and lets a
/// fill through as the vault would that finds nothing wrong with the trade.
contract AuctionVectorsTest is Test, IReserveVault {
    uint256 private constant NOW = 1_800_000_000;
    address private constant BUYER = address(0xb1);
    address public constant keeper = address(0xc1);
    bool public constant isEntered = false;

    struct AuctionSide {
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

    struct AuctionStep {
        uint256 afterSeconds;
        uint256 kind;
        uint256 amountRaw;
        uint256 mostRaw;
        string code;
        uint256 priceRaw;
        uint256 leftRaw;
    }

    struct AuctionCase {
        string name;
        AuctionSide sold;
        AuctionSide bought;
        uint256 soldParWad;
        uint256 exitFloorWad;
        bool isIntoBase;
        bool isOpened;
        uint256 mode;
        uint256 auctionSeconds;
        uint256 premiumBps;
        AuctionStep[] steps;
    }

    struct Made {
        FakeToken token;
        FakeFeed feedA;
        FakeFeed feedB;
    }

    NotedBook public book;
    Law public law;
    OracleRouter public oracle;
    IERC20 public liability;
    Mode public mode;
    Auction private auction;
    Made private sold;
    Made private bought;
    mapping(bytes4 selector => string) private nameOf;

    function setUp() public {
        vm.warp(NOW);
        liability = new FakeToken("claim", 18);
        nameOf[NotKeeper.selector] = "NotKeeper";
        nameOf[ZeroAmount.selector] = "ZeroAmount";
        nameOf[AuctionIsOpen.selector] = "AuctionIsOpen";
        nameOf[NoAuction.selector] = "NoAuction";
        nameOf[WrongMode.selector] = "WrongMode";
        nameOf[AbovePrice.selector] = "AbovePrice";
        nameOf[ExitNotOpen.selector] = "ExitNotOpen";
        nameOf[ExitOnlyIntoBase.selector] = "ExitOnlyIntoBase";
        nameOf[InsufficientIdle.selector] = "InsufficientIdle";
        nameOf[StaleFeed.selector] = "StaleFeed";
        nameOf[FeedsDisagree.selector] = "FeedsDisagree";
    }

    // ── the vault ──────────────────────────────────────────────────────────────────────────────────────

    function swap(address tokenIn, address tokenOut, uint24, uint256 amountIn, uint256 minOut, bool)
        external
        returns (uint256)
    {
        IERC20(tokenIn).transfer(address(auction), amountIn);
        return auction.swap(tokenIn, tokenOut, 0, amountIn, minOut);
    }

    // ── building ───────────────────────────────────────────────────────────────────────────────────────

    function make(AuctionSide memory a) private returns (Made memory made) {
        made.token = new FakeToken("T", uint8(a.decimals));
        made.feedA = new FakeFeed(18, int256(a.minPriceWad));
        made.feedB = new FakeFeed(18, int256(a.minPriceWad));
    }

    function paramsOf(AuctionSide memory a, Made memory made) private pure returns (AssetParams memory p) {
        (p.token, p.decimals) = (address(made.token), uint8(a.decimals));
        (p.feedA, p.heartbeatA) = (address(made.feedA), uint32(a.heartbeat));
        if (a.feedCount == 2) (p.feedB, p.heartbeatB) = (address(made.feedB), uint32(a.heartbeat));
        (p.minPriceWad, p.maxPriceWad) = (uint128(a.minPriceWad), uint128(a.maxPriceWad));
        (p.parWad, p.depegWad) = (uint128(a.depegPriceWad == 0 ? 0 : a.depegPriceWad + 1), uint128(a.depegPriceWad));
        p.maxDeviationBps = uint16(a.maxDeviationBps);
        (p.slipBps, p.exitSlipBps, p.maxBps) = (uint16(a.slipBps), uint16(a.exitSlipBps), uint16(a.maxBps));
        (p.entryAllowed, p.disabled) = (true, a.isDisabled);
    }

    function lawOf(AuctionCase memory c) private returns (LawParams memory l) {
        uint256 first = c.isIntoBase ? 0 : 1;
        l.assets = new AssetParams[](first + 2);
        (l.assets[first], l.assets[first + 1]) = (paramsOf(c.bought, bought), paramsOf(c.sold, sold));
        AssetParams memory p = l.assets[first + 1];
        (p.parWad, p.exitFloorWad) = (uint128(c.soldParWad), uint128(c.exitFloorWad));
        if (!c.isIntoBase) l.assets[0] = paramsOf(c.bought, make(c.bought));
        l.redemption.payoutPar = true;
        l.redemption.payoutAsset = l.assets[0].token;
        l.regime.exitWindowSeconds = 1 days;
        l.regime.auctionSeconds = uint32(c.auctionSeconds);
        l.regime.auctionPremiumBps = uint16(c.premiumBps);
    }

    function adopt(LawParams memory l) private {
        book = new NotedBook();
        law = new Law(address(book));
        oracle = book.oracle();
        auction = new Auction();
        law.bind(address(this));
        book.bind(address(this));
        oracle.bind(address(this));
        auction.bind(address(this));
        oracle.adoptPolicy(bytes32(0), l);
        book.adoptPolicy(bytes32(0), l);
        law.adoptPolicy(bytes32(0), l);
    }

    function fund(AuctionSide memory a, Made memory made) private {
        made.feedA.setDecimals(uint8(a.feedDecimals));
        made.feedB.setDecimals(uint8(a.feedDecimals));
        made.token.mint(address(this), a.idleRaw);
        book.setOwed(address(made.token), a.owedRaw * 1e18 / 10 ** a.decimals);
    }

    function answer(AuctionSide memory a, Made memory made, uint256 afterSeconds) private {
        made.feedA.setAt(a.answerA, a.updatedAtA + afterSeconds);
        made.feedB.setAt(a.answerB, a.updatedAtB + afterSeconds);
    }

    // ── judging ────────────────────────────────────────────────────────────────────────────────────────

    function test_auctions() public {
        string memory description = string.concat(
            "AuctionCase(string name,AuctionSide sold,AuctionSide bought,uint256 soldParWad,uint256 exitFloorWad,",
            "bool isIntoBase,bool isOpened,uint256 mode,uint256 auctionSeconds,uint256 premiumBps,AuctionStep[] steps)",
            "AuctionStep(uint256 afterSeconds,uint256 kind,uint256 amountRaw,uint256 mostRaw,string code,",
            "uint256 priceRaw,uint256 leftRaw)"
        );
        string memory side = string.concat(
            "AuctionSide(uint256 decimals,uint256 feedCount,uint256 feedDecimals,int256 answerA,",
            "int256 answerB,uint256 updatedAtA,uint256 updatedAtB,uint256 heartbeat,uint256 minPriceWad,",
            "uint256 maxPriceWad,uint256 depegPriceWad,uint256 maxDeviationBps,uint256 slipBps,uint256 exitSlipBps,",
            "uint256 maxBps,bool isEntryAllowed,bool isDisabled,uint256 idleRaw,uint256 owedRaw)"
        );
        string memory json = vm.readFile("vectors/auctions.json");
        AuctionCase[] memory cases =
            abi.decode(vm.parseJsonTypeArray(json, ".cases", string.concat(description, side)), (AuctionCase[]));
        assertLe(230, cases.length, "enough cases");
        for (uint256 i; i < cases.length; ++i) {
            auctionCase(cases[i]);
        }
    }

    function auctionCase(AuctionCase memory c) private {
        vm.warp(NOW);
        (sold, bought, mode) = (make(c.sold), make(c.bought), Mode(c.mode));
        adopt(lawOf(c));
        fund(c.sold, sold);
        fund(c.bought, bought);
        answer(c.sold, sold, 0);
        answer(c.bought, bought, 0);
        if (c.isOpened) try oracle.openExit(address(sold.token), true) {} catch {}
        bought.token.mint(BUYER, 1 << 250);
        vm.prank(BUYER);
        bought.token.approve(address(auction), type(uint256).max);
        for (uint256 i; i < c.steps.length; ++i) {
            AuctionStep memory s = c.steps[i];
            vm.warp(NOW + s.afterSeconds);
            answer(c.sold, sold, s.afterSeconds);
            answer(c.bought, bought, s.afterSeconds);
            auctionStep(string.concat(c.name, ", step ", vm.toString(i)), s);
        }
    }

    function auctionStep(string memory name, AuctionStep memory s) private {
        (bool isDone, bytes memory said) = take(s);
        string memory code = isDone ? "" : nameOf[bytes4(said)];
        assertTrue(isDone || bytes(code).length != 0, string.concat(name, ": an error without a name"));
        bool isSame = keccak256(bytes(code)) == keccak256(bytes(s.code));
        assertTrue(isSame, string.concat(name, ": expected ", s.code, ", got ", code));
        bool isPriced = isDone && (s.kind == 0 || s.kind == 5);
        assertEq(isPriced ? abi.decode(said, (uint256)) : 0, s.priceRaw, string.concat(name, ": price"));
        (,,,, uint256 left) = auction.lots(address(sold.token));
        assertEq(left, s.leftRaw, string.concat(name, ": left"));
    }

    function take(AuctionStep memory s) private returns (bool, bytes memory) {
        address token = address(sold.token);
        bytes memory data;
        if (s.kind == 0) data = abi.encodeCall(Auction.price, (token, s.amountRaw));
        else if (s.kind == 5) data = abi.encodeCall(Auction.fill, (token, s.amountRaw, s.mostRaw));
        else data = abi.encodeCall(Auction.open, (token, address(bought.token), s.amountRaw, s.kind > 2));
        bool isKeeper = s.kind == 1 || s.kind == 3;
        vm.prank(isKeeper ? keeper : BUYER);
        return address(auction).call(data);
    }
}
