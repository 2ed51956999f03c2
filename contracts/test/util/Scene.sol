// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IReserveVault} from "../../src/interfaces/IReserveVault.sol";
import {Auction} from "../../src/Auction.sol";
import {Book} from "../../src/Book.sol";
import {Law} from "../../src/Law.sol";
import {LiabilityToken} from "../../src/LiabilityToken.sol";
import {OracleRouter} from "../../src/OracleRouter.sol";
import {ReserveVault} from "../../src/ReserveVault.sol";
import {FakePool, FakeToken} from "./Fakes.sol";
import {Rogue, RogueFeed} from "./Rogue.sol";
import {Test} from "./Test.sol";

/// @notice Where a heist happens: what is held, what honest feeds say of it, and what the owned ones say instead.
abstract contract Scene is Test, IReserveVault {
    uint256 internal constant START = 1_800_000_000;
    uint256 internal constant SIDES = 3;
    uint256 internal constant BPS = 10_000;
    address internal constant OWNER = address(0x0a);
    address internal constant GUARDIAN = address(0x0b);

    /// One asset. honestWad: last answer of the honest feed. isMirror: the thief's feed repeats it.
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
    bool internal isLoud;
    bool internal isCoarse;
    /// Whether no price or value is cut to its growth: what the chain counts is then what is there.
    bool internal isPlain;
    bool internal hasOutages;
    uint256 internal dice;
    uint256 internal style;
    uint256 internal mostWad;
    /// Largest burst and refill of loss and exit budget under any law of the seed.
    uint256[4] internal mostBudget;

    event log_named_string(string key, string value);

    error Broken(string what, uint256 seen, uint256 most);

    function draw(uint256 n) internal returns (uint256) {
        dice = uint256(keccak256(abi.encode(dice)));
        return dice % n;
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

    // ── what is held ───────────────────────────────────────────────────────────────────────────────────

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

    /// @dev At the honest feed's last answer, up to the hard bound: the promise takes bounds for sane.
    function valueOf(uint256 i) internal view returns (uint256) {
        uint256 most = adopted.assets[i].maxPriceWad;
        return holding(i) * (sides[i].honestWad < most ? sides[i].honestWad : most) / sides[i].unit;
    }

    /// @dev What is held at the honest feeds' last answers.
    function worth() internal returns (uint256 total) {
        for (uint256 i; i < SIDES; ++i) {
            total += valueOf(i);
        }
        if (total > mostWad) mostWad = total;
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
}
