// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IReserveVault} from "../../src/interfaces/IReserveVault.sol";
import {Attestor} from "../../src/Attestor.sol";
import {Auction} from "../../src/Auction.sol";
import {Book} from "../../src/Book.sol";
import {Law} from "../../src/Law.sol";
import {LiabilityToken} from "../../src/LiabilityToken.sol";
import {OracleRouter} from "../../src/OracleRouter.sol";
import {ReserveVault} from "../../src/ReserveVault.sol";
import {FakeAToken, FakePool, FakeToken} from "./Fakes.sol";
import {Rogue, RogueFeed, RogueSavings} from "./Rogue.sol";
import {Test} from "./Test.sol";
import {Windows} from "./Windows.sol";

/// @notice A reserve of a law drawn from a seed, its honest prices, and what a thief's calls cost it against the promise.
abstract contract Heist is Test, IReserveVault {
    using Windows for Windows.Window;

    uint256 internal constant START = 1_800_000_000;
    uint256 internal constant SIDES = 3;
    uint256 internal constant BPS = 10_000;
    address internal constant OWNER = address(0x0a);
    address internal constant GUARDIAN = address(0x0b);

    /// One asset. honestWad: last answer of the honest feed. isOwned: the other feed is the thief's.
    struct Side {
        FakeToken token;
        RogueFeed honest;
        RogueFeed liar;
        uint256 unit;
        uint256 honestWad;
        uint256 fairWad;
        uint256 silentUntil;
        bool isMirror;
    }

    /// scoreWad: worst loss in any day over what is promised. swapWad, exitWad: those of each budget over its own
    /// part. underWad: most by which a single call cost more than was charged. flipWad: most a holder gained by going in
    /// and out in one block; silentWad: the same with dollar claims paid at par because a feed fell silent.
    struct Score {
        uint256 scoreWad;
        uint256 lossWad;
        uint256 promisedWad;
        uint256 swapWad;
        uint256 exitWad;
        uint256 underWad;
        uint256 done;
        uint256 exits;
        uint256 fills;
        uint256 venueMoves;
        uint256 meddled;
        uint256 flips;
        uint256 flipWad;
        uint256 silentWad;
        uint256 again;
        string underWhat;
    }

    Side[SIDES] internal sides;
    address[3] internal venueTargets;
    uint256[3] internal venueSide;
    uint256[3] internal venueExitBps;
    uint256[3] internal venueEntryBps;
    Rogue internal thief;
    ReserveVault internal vault;
    Law internal law;
    Book internal book;
    OracleRouter internal oracle;
    Auction internal auction;
    LiabilityToken internal claimToken;
    LawParams internal adopted;
    Score internal score;
    bool internal isLoud;
    bool internal isCoarse;
    bool internal hasOutages;
    uint256 internal dice;
    uint256 internal style;
    uint256 internal mostWad;
    /// Largest burst and refill of loss and exit budget under any law of the seed.
    uint256[4] internal mostBudget;
    bool internal sawExit;
    uint256 private _run;
    mapping(uint256 run => Windows.Window[3]) private _losses;

    event log_named_string(string key, string value);

    error Broken(string what, uint256 seen, uint256 most);

    function draw(uint256 n) internal returns (uint256) {
        dice = uint256(keccak256(abi.encode(dice)));
        return dice % n;
    }

    // ── the world ──────────────────────────────────────────────────────────────────────────────────────

    function build(uint256 seed) internal {
        dice = uint256(keccak256(abi.encode("heist", seed)));
        vm.warp(START + draw(1 days));
        delete score;
        (mostWad, sawExit) = (0, false);
        ++_run;
        thief = new Rogue();
        uint8[SIDES] memory decimals = [6, draw(2) == 0 ? 18 : 27, draw(2) == 0 ? 8 : 0];
        for (uint256 i; i < SIDES; ++i) {
            Side storage s = sides[i];
            (s.token, s.honest, s.liar) = (new FakeToken("T", decimals[i]), new RogueFeed(), new RogueFeed());
            s.unit = 10 ** decimals[i];
            s.fairWad = i == 2 ? 2_000e18 : 1e18;
            s.silentUntil = 0;
            speak(i);
        }
        claimToken = new LiabilityToken("claim", "CLAIM");
        vault = new ReserveVault(
            OWNER,
            GUARDIAN,
            address(thief),
            address(claimToken),
            address(thief),
            address(new Book()),
            address(new Auction()),
            address(new Attestor())
        );
        claimToken.setVault(address(vault));
        (law, book, oracle, auction) = (vault.law(), vault.book(), vault.oracle(), vault.auction());
        _openVenues();
        LawParams memory l = drawLaw();
        vm.startPrank(OWNER);
        vault.adoptPolicy(keccak256("document"), l);
        vault.setSteward(address(thief));
        vm.stopPrank();
        _keep(l);
        for (uint256 i; i < SIDES; ++i) {
            uint256 dollars = 200_000 + draw(2_000_000);
            sides[i].token.mint(address(vault), dollars * 1e18 / sides[i].honestWad * sides[i].unit);
        }
        worth();
    }

    function _openVenues() private {
        for (uint256 v; v < 2; ++v) {
            (venueSide[v], venueEntryBps[v], venueExitBps[v]) = (v * 2, draw(60), draw(100));
            // A venue call may cost one raw unit uncharged; see testOneRawUnitACallIsNotCharged.
            if (sides[v * 2].unit == 1 && !isCoarse) (venueEntryBps[v], venueExitBps[v]) = (0, 0);
            venueTargets[v] = address(
                new RogueSavings(sides[v * 2].token, venueEntryBps[v], venueExitBps[v], draw(2) == 0, thief)
            );
        }
        FakePool pool = new FakePool();
        pool.setReceipt(new FakeAToken(address(pool), address(sides[0].token)));
        (venueTargets[2], venueSide[2], venueEntryBps[2], venueExitBps[2]) = (address(pool), 0, 0, 0);
    }

    function drawLaw() private returns (LawParams memory l) {
        l.assets = new AssetParams[](SIDES);
        for (uint256 i; i < SIDES; ++i) l.assets[i] = _drawAsset(i);
        uint16 first = uint16(2_000 + draw(4_000));
        uint16 second = uint16(1_000 + draw(2_000));
        (l.assets[0].targetBps, l.assets[1].targetBps, l.assets[2].targetBps) =
            (first, second, uint16(BPS - first - second));
        l.venues = new VenueParams[](3);
        for (uint256 v; v < 3; ++v) {
            address receipt = v == 2 ? address(FakePool(venueTargets[2]).receipt()) : venueTargets[v];
            l.venues[v] = VenueParams({
                kind: v == 2 ? 2 : 1,
                target: venueTargets[v],
                asset: address(sides[venueSide[v]].token),
                receipt: receipt,
                maxBps: uint16(500 + draw(2_500)),
                maxGrowthPerDayBps: draw(2) == 0 ? 0 : 100,
                risks: 0,
                maturity: 0,
                entryAllowed: true
            });
        }
        l.limits.lossBurstWad = uint128(1_000e18 + draw(20_000e18));
        l.limits.lossRefillPerDayWad = draw(2) == 0 ? l.limits.lossBurstWad : uint128(draw(20_000e18));
        l.limits.turnoverBurstWad = uint128(500_000e18 + draw(5_000_000e18));
        l.limits.turnoverRefillPerDayWad = uint128(500_000e18 + draw(5_000_000e18));
        l.limits.minBackingWad = 1e18;
        l.limits.maxVaultValueWad = 100_000_000e18;
        l.limits.mintCapPerDayWad = 500_000e18;
        l.limits.depegBurstWad = uint128(1_000e18 + draw(40_000e18));
        l.limits.depegRefillPerDayWad = uint128(draw(40_000e18));
        l.regime = RegimeParams({
            exitDelaySeconds: 1 hours,
            exitWindowSeconds: uint32(1 hours + draw(1 days)),
            maxPushBps: 5_000,
            haircutDecayPerDayBps: 1_000,
            entryHaircutBps: draw(2) == 0 ? 0 : 3_000,
            maxGrowthPerDayBps: draw(2) == 0 ? 0 : 500,
            anchorMaxAgeSeconds: draw(2) == 0 ? 0 : 2 days,
            shadowSeconds: 1 days,
            idleSeconds: 7 days,
            auctionSeconds: uint32(1 hours + draw(5 hours)),
            auctionPremiumBps: uint16(draw(500)),
            sequencerFeed: address(0),
            sequencerGraceSeconds: 1 hours
        });
        l.redemption = RedemptionParams(address(sides[0].token), 0, 0, 0, draw(2) == 0);
    }

    function _drawAsset(uint256 i) private returns (AssetParams memory a) {
        Side storage s = sides[i];
        bool isStable = i != 2;
        (a.token, a.decimals) = (address(s.token), s.token.decimals());
        bool isFirst = draw(2) == 0;
        (a.feedA, a.feedB) =
            isFirst ? (address(s.honest), address(s.liar)) : (address(s.liar), address(s.honest));
        (a.heartbeatA, a.heartbeatB) = (1 hours, 1 hours);
        a.minPriceWad = isStable ? 0.1e18 : 100e18;
        // One law in two has narrow bounds, which honest prices leave.
        a.maxPriceWad = draw(2) == 0 || !hasOutages ? (isStable ? 10e18 : 100_000e18) : (isStable ? 1.03e18 : 2_300e18);
        (a.parWad, a.depegWad) = isStable ? (uint128(1e18), uint128(0.95e18)) : (uint128(0), uint128(0));
        a.exitFloorWad = isStable ? 0.3e18 : 500e18;
        a.maxDeviationBps = uint16(20 + draw(180));
        a.slipBps = uint16(30 + draw(170));
        a.exitSlipBps = uint16(500 + draw(1_000));
        a.haircutBps = 500;
        a.maxBps = uint16(i == 0 ? BPS : 9_000);
        a.maxGrowthPerDayBps = i == 0 || draw(2) == 0 ? 0 : 300;
        a.entryAllowed = true;
    }

    /// @dev Remembers the budgets of a law: a window may see several.
    function count(LimitParams memory l) internal {
        uint256[4] memory now_ =
            [uint256(l.lossBurstWad), l.lossRefillPerDayWad, l.depegBurstWad, l.depegRefillPerDayWad];
        for (uint256 i; i < 4; ++i) {
            if (now_[i] > mostBudget[i]) mostBudget[i] = now_[i];
        }
    }

    function _keep(LawParams memory l) private {
        delete mostBudget;
        count(l.limits);
        delete adopted.assets;
        delete adopted.venues;
        for (uint256 i; i < SIDES; ++i) adopted.assets.push(l.assets[i]);
        for (uint256 v; v < 3; ++v) adopted.venues.push(l.venues[v]);
        (adopted.limits, adopted.regime, adopted.redemption) = (l.limits, l.regime, l.redemption);
    }

    // ── prices ─────────────────────────────────────────────────────────────────────────────────────────

    /// @dev Moves the clock and every honest price: a walk, now and then a jump, a depeg, an outage.
    function elapse(uint256 period) internal {
        vm.warp(block.timestamp + period);
        for (uint256 i; i < SIDES; ++i) {
            Side storage s = sides[i];
            uint256 width = i == 2 ? 120 : 8;
            uint256 fair = s.fairWad * (BPS * 10 + draw(2 * width + 1) - width) / (BPS * 10);
            uint256 luck = draw(100);
            if (luck < 3) fair = fair * (i == 2 ? 75 + draw(60) : i == 1 ? 85 + draw(22) : 97 + draw(7)) / 100;
            if (i != 2 && luck > 90) fair = (fair + 1e18) / 2;
            s.fairWad = fair;
            if (luck == 50 && hasOutages) s.silentUntil = block.timestamp + draw(4 hours);
            speak(i);
        }
        worth();
    }

    /// @dev The honest feed says the fair price unless it is out; the other repeats it.
    function speak(uint256 i) internal {
        Side storage s = sides[i];
        if (block.timestamp >= s.silentUntil) {
            uint256 answer = s.fairWad / 1e10;
            s.honestWad = answer * 1e10;
            s.honest.set(int256(answer), block.timestamp, 8, RogueFeed.Mood.Answers);
        }
        mirror(i);
    }

    function mirror(uint256 i) internal {
        Side storage s = sides[i];
        s.liar.set(int256(s.honestWad / 1e10), block.timestamp, 8, RogueFeed.Mood.Answers);
        s.isMirror = true;
    }

    /// @dev One of the ways to lie. 0: not at all.
    function lie(uint256 i, uint256 how) internal {
        if (how == 0) return mirror(i);
        Side storage s = sides[i];
        s.isMirror = false;
        uint256 real = s.honestWad / 1e10;
        uint256 band = uint256(adopted.assets[i].maxDeviationBps);
        int256 said = int256(real);
        uint256 at = block.timestamp;
        uint8 decimals = 8;
        RogueFeed.Mood mood;
        if (how == 1) said = int256(real * (BPS - band * 98 / 100) / BPS);
        else if (how == 2) said = int256(real * (BPS + band * 98 / 100) / BPS);
        else if (how == 3) said = int256(real * (30 + draw(60)) / 100);
        else if (how == 4) said = int256(real * (110 + draw(200)) / 100);
        else if (how == 5) at = block.timestamp - 2 hours;
        else if (how == 6) mood = RogueFeed.Mood.Reverts;
        else if (how == 7) mood = draw(2) == 0 ? RogueFeed.Mood.SaysNothing : RogueFeed.Mood.SaysTooMuch;
        else if (how == 8) said = [int256(0), -1, type(int256).max, type(int256).min, 1][draw(5)];
        else if (how == 11) said = int256(uint256(adopted.assets[i].exitFloorWad) / 1e10);
        else if (how == 9) decimals = [0, 6, 10, 18, 77, 255][draw(6)];
        else at = block.timestamp + draw(2 days);
        s.liar.set(said, at, decimals, mood);
        if (isLoud) tell(string.concat("lie ", vm.toString(how), " about ", vm.toString(i)), 0, 0);
    }

    // ── the score ──────────────────────────────────────────────────────────────────────────────────────

    function inside(uint256 v) internal view returns (uint256) {
        if (v == 2) return FakePool(venueTargets[2]).receipt().balanceOf(address(vault));
        ERC4626 place = ERC4626(venueTargets[v]);
        return place.convertToAssets(place.balanceOf(address(vault)));
    }

    /// @dev Raw units of an asset, idle and in venues.
    function holding(uint256 i) internal view returns (uint256 amount) {
        amount = sides[i].token.balanceOf(address(vault));
        for (uint256 v; v < 3; ++v) {
            if (venueSide[v] == i) amount += inside(v);
        }
    }

    function valueOf(uint256 i) internal view returns (uint256) {
        return holding(i) * sides[i].honestWad / sides[i].unit;
    }

    /// @dev What is held at the honest feeds' last answers.
    function worth() internal returns (uint256 total) {
        for (uint256 i; i < SIDES; ++i) total += valueOf(i);
        if (total > mostWad) mostWad = total;
    }

    /// @dev One call of the thief: what it cost, what was charged for it, what it left behind.
    function rob(string memory what, address target, bytes memory data, uint256 a, uint256 b) internal returns (bool ok) {
        uint256 before = worth();
        VaultView memory s = vault.state();
        bytes memory why;
        (ok, why) = thief.act(target, data);
        if (!ok && isLoud) tell(string.concat(what, " refused ", selectorText(why)), a, b);
        if (!ok) return false;
        uint256 left = worth();
        VaultView memory e = vault.state();
        uint256 loss = before > left ? before - left : 0;
        uint256 charged = e.lossUsedWad + e.depegUsedWad - s.lossUsedWad - s.depegUsedWad;
        bool isExit = e.depegUsedWad > s.depegUsedWad;
        if (isLoud) tell(string.concat(what, " ", vm.toString(a), " ", vm.toString(b)), loss, charged);
        ++score.done;
        if (isExit) sawExit = true;
        if (loss > charged && loss - charged > score.underWad) {
            (score.underWad, score.underWhat) = (loss - charged, what);
        }
        _losses[_run][0].add(loss);
        _losses[_run][isExit ? 2 : 1].add(loss);
        _requireClean();
    }

    function selectorText(bytes memory why) internal view returns (string memory) {
        return vm.toString(uint256(uint32(bytes4(why))));
    }

    /// @dev A line of the worst sequence: minute, what, loss and charge in cents.
    function tell(string memory what, uint256 loss, uint256 charged) internal {
        if (!isLoud) return;
        string memory numbers =
            string.concat(": lost ", vm.toString(loss / 1e16), ", charged ", vm.toString(charged / 1e16), " cents");
        emit log_named_string(vm.toString((block.timestamp - START) / 60), string.concat(what, numbers));
    }

    /// @dev After each call: no approval, nothing on the way.
    function _requireClean() private view {
        address[6] memory takers = [
            address(thief),
            address(vault.executor()),
            address(auction),
            venueTargets[0],
            venueTargets[1],
            venueTargets[2]
        ];
        for (uint256 i; i < SIDES; ++i) {
            FakeToken token = sides[i].token;
            for (uint256 k; k < takers.length; ++k) {
                assertEq(token.allowance(address(vault), takers[k]), 0, "an approval is left");
            }
            assertEq(token.allowance(takers[1], address(thief)), 0, "an approval of the executor is left");
            assertEq(token.balanceOf(takers[1]) + token.balanceOf(takers[2]), 0, "something stayed on the way");
        }
    }

    /// @dev Nothing went to anybody else: all there is lies with the vault, its venues and the thief.
    function requireConserved() internal view {
        for (uint256 i; i < SIDES; ++i) {
            FakeToken t = sides[i].token;
            uint256 sum = t.balanceOf(address(vault)) + t.balanceOf(address(thief)) + t.balanceOf(address(this));
            for (uint256 v; v < 3; ++v) sum += t.balanceOf(venueTargets[v]);
            assertEq(sum, t.totalSupply(), "somebody else holds tokens");
        }
    }

    function settle() internal returns (Score memory) {
        (uint256 x, uint256 d) = (mostBudget[0] + mostBudget[1], mostBudget[2] + mostBudget[3]);
        uint256 penalties;
        for (uint256 v; v < 3; ++v) {
            penalties += mostWad * adopted.venues[v].maxBps / BPS * venueExitBps[v] / BPS;
        }
        score.lossWad = _losses[_run][0].worst;
        score.promisedWad = x + penalties + (sawExit ? d : 0);
        score.scoreWad = score.lossWad * 1e18 / score.promisedWad;
        score.swapWad = _losses[_run][1].worst * 1e18 / (x + penalties);
        score.exitWad = _losses[_run][2].worst * 1e18 / d;
        score.meddled = thief.meddled();
        requireConserved();
        return score;
    }
}
