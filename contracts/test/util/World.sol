// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TransitLedger} from "../../src/TransitLedger.sol";
import {FakeFeed, FakeToken} from "./Fakes.sol";
import {Reserve} from "./Reserve.sol";

/// @notice A reserve under a law that uses every gate, in a world that goes on: prices, silence, the sequencer, the
/// bridge and the clock. One feed of each asset is honest, the adversary owns the other. Handlers revert when nothing
/// came of them; what must never be is noted in `broken`.
abstract contract World is Reserve {
    uint256 internal constant CLAIMS = 1_500_000;

    FakeToken[3] internal tokens;
    FakeFeed internal sequencer;
    TransitLedger internal transit;
    address[3] internal holders = [HOLDER, OTHER_HOLDER, STRANGER];
    uint16[3][4] private aims;
    string public broken;

    error Nothing();

    function setUp() public virtual override {
        super.setUp();
        tokens = [usd, other, wide];
        aims = [
            [uint16(5_000), 1_500, 1_500],
            [uint16(2_500), 5_000, 2_500],
            [uint16(3_000), 2_000, 5_000],
            [uint16(2_000), 4_000, 1_000]
        ];
        sequencer = new FakeFeed(0, 0);
        sequencer.setAt(0, START - 1 days);
        transit = new TransitLedger(
            address(vault),
            TransitLedger.Route(address(usd), address(this), 1, bytes32("there"), 3 days, 500, 200_000e6)
        );
        LawParams memory open = standardLaw();
        open.limits.mintCapPerDayWad = 2 * uint128(CLAIMS) * 1e18;
        adopt(open);
        for (uint256 i; i < 3; ++i) {
            issue(holders[i], CLAIMS / 3);
            tokens[i].setHook(address(this));
        }
        adopt(lawOf(0));
        vm.prank(OWNER);
        attestor.setAttester(address(this));
        attestor.attest("first");
    }

    /// @dev Every field that gates something is set, and near enough to bind.
    function lawOf(uint256 aim_) internal view virtual returns (LawParams memory l) {
        l = standardLaw();
        uint16[3] memory haircuts = [uint16(100), 500, 2_000];
        for (uint8 i; i < 3; ++i) {
            (l.assets[i].targetBps, l.assets[i].maturity) = (aims[aim_][i], i);
            (l.assets[i].haircutBps, l.assets[i].maxBps) = (haircuts[i], 6_500);
        }
        (l.assets[0].exitFloorWad, l.assets[1].exitFloorWad) = (0.8e18, 0.8e18);
        l.assets[2].maxGrowthPerDayBps = 2_000;
        (l.assets[1].risks, l.assets[2].risks) = (1, 1);
        VenueParams memory first = l.venues[0];
        VenueParams memory second = l.venues[1];
        (first.maxBps, first.maxGrowthPerDayBps, first.risks) = (2_500, 500, 2);
        (second.maxBps, second.risks) = (2_500, 2);
        l.venues = new VenueParams[](3);
        (l.venues[0], l.venues[1]) = (first, second);
        l.venues[2] = VenueParams(2, address(transit), address(usd), address(transit), 500, 0, 4, 3, true);
        l.risks = new RiskCap[](3);
        l.risks[0] = RiskCap("issuer", 4_000_000e18, 8_500);
        l.risks[1] = RiskCap("venues", 2_000_000e18, 4_000);
        l.risks[2] = RiskCap("bridge", 100_000e18, 500);
        LimitParams memory m = l.limits;
        (m.lossBurstWad, m.lossRefillPerDayWad) = (4_000e18, 3_000e18);
        (m.depegBurstWad, m.depegRefillPerDayWad) = (1_000e18, 750e18);
        (m.turnoverBurstWad, m.turnoverRefillPerDayWad) = (1_500_000e18, 1_500_000e18);
        m.mintCapPerDayWad = 2_000_000e18;
        (m.minCoverageWad, m.minLiquidBps) = (2.6e18, [uint16(3_000), 6_000, 9_000]);
        m.maxProofAgeSeconds = 2 days;
        RegimeParams memory r = l.regime;
        (r.entryHaircutBps, r.maxGrowthPerDayBps, r.anchorMaxAgeSeconds) = (4_000, 1_000, 1 hours);
        (r.idleSeconds, r.sequencerFeed) = (2 days, address(sequencer));
    }

    function breach(string memory what) internal {
        if (bytes(broken).length == 0) broken = what;
    }

    // ── what is true ───────────────────────────────────────────────────────────────────────────────────

    function feedsOf(uint256 which) internal view returns (FakeFeed[2] storage) {
        if (which == 0) return usdFeeds;
        return which == 1 ? otherFeeds : wideFeeds;
    }

    /// @dev The honest one of OTHER is the second, with 18 decimals; of the others the first, with 8.
    function honestOf(uint256 which) internal view returns (FakeFeed) {
        return feedsOf(which)[which == 1 ? 1 : 0];
    }

    function liarOf(uint256 which) internal view returns (FakeFeed) {
        return feedsOf(which)[which == 1 ? 0 : 1];
    }

    function answerWad(FakeFeed feed) internal view returns (uint256) {
        int256 answer = feed.answer();
        return answer <= 0 ? 0 : uint256(answer) * 10 ** (18 - feed.decimals());
    }

    function setWad(FakeFeed feed, uint256 priceWad) internal {
        feed.set(int256(priceWad / 10 ** (18 - feed.decimals())));
    }

    /// @dev Dollars by the honest feed's last answer.
    function valueOf(uint256 which, uint256 amount) internal view returns (uint256) {
        return amount * answerWad(honestOf(which)) / 10 ** tokens[which].decimals();
    }

    function idle(uint256 which) internal view returns (uint256) {
        return tokens[which].balanceOf(address(vault));
    }

    /// @dev Tokens in the vault and what its receipts stand for, without any cap on what counts.
    function heldRaw(uint256 which) internal view returns (uint256 amount) {
        amount = idle(which);
        if (which != 0) return amount;
        return amount + book.deployed(0) + receipt.balanceOf(address(vault)) + transit.balanceOf(address(vault));
    }

    function worth() internal view returns (uint256) {
        return valueOf(0, heldRaw(0)) + valueOf(1, heldRaw(1)) + valueOf(2, heldRaw(2));
    }

    // ── what happens ───────────────────────────────────────────────────────────────────────────────────

    /// Time passes; mostly the honest operators keep their heartbeat, and the liar stays near or far.
    function wait_(uint256 period) external {
        // A sequencer that is down comes back, mostly before the grace is over again.
        if (sequencer.answer() != 0 && period % 4 != 0) sequencer.set(0);
        vm.warp(block.timestamp + period % 90 minutes);
        for (uint256 i; i < 3; ++i) {
            // One in eight is silent.
            if ((period >> (16 + 8 * i)) % 8 != 0) publish(i, period >> (40 + 8 * i));
        }
    }

    /// The honest operator publishes, moved by up to a tenth of a per cent; the liar follows within what still trades.
    function publish(uint256 which, uint256 move) public {
        which %= 3;
        uint256 price = answerWad(honestOf(which)) * (9_990 + move % 21) / 10_000;
        if (price < 0.2e18 || price > (which == 2 ? 50_000e18 : 5e18)) price = which == 2 ? 2_000e18 : 1e18;
        setWad(honestOf(which), price);
        setWad(liarOf(which), price * (9_960 + (move >> 8) % 81) / 10_000);
    }

    /// A price moves: down a tenth, or back to where it began.
    function shift(uint256 which, bool isCrash) external {
        which %= 3;
        uint256 start = which == 2 ? 2_000e18 : 1e18;
        uint256 price = isCrash ? answerWad(honestOf(which)) * 9 / 10 : start;
        if (price == answerWad(honestOf(which)) || price < start / 2) revert Nothing();
        setWad(honestOf(which), price);
    }

    /// The liar: mostly inside the deviation that still trades; at times far outside, negative, or silent.
    function lie(uint256 which, uint256 answer) public {
        FakeFeed liar = liarOf(which % 3);
        uint256 price = answerWad(honestOf(which % 3));
        uint256 kind = answer % 16;
        if (kind == 0) setWad(liar, (answer >> 8) % (price * 20));
        else if (kind == 1) liar.setAt(liar.answer(), block.timestamp - 2 hours);
        else if (kind == 2) liar.set(-int256(answer >> 8) % 1e20);
        else setWad(liar, price * (9_902 + (answer >> 8) % 198) / 10_000);
    }

    function halt(uint256 dice) external {
        bool isDown = sequencer.answer() != 0;
        if (!isDown && dice % 4 != 0) revert Nothing();
        sequencer.set(isDown ? int256(0) : int256(1));
    }

    /// The bridge takes what is sent, and settles as it likes, once.
    function send(uint256, address asset, uint256 amount, uint64, bytes32) external {
        FakeToken(asset).transferFrom(msg.sender, address(this), amount);
    }

    function settle(uint256 pick, bool hasArrived) public {
        uint256[] memory open = transit.openTransfers();
        if (open.length == 0) revert Nothing();
        uint256 id = open[pick % open.length];
        if (!hasArrived) usd.approve(address(transit), transit.transfer(id).amount);
        transit.settle(id, hasArrived);
    }

    function attest(uint256 hash) external {
        attestor.attest(bytes32(hash));
    }

    /// The owner votes: other targets, everything on again. (A started prank would outlive a revert; single ones do not.)
    function vote(uint256 dice) external {
        if (vault.isWoundDown()) revert Nothing();
        vm.prank(OWNER);
        vault.setMode(Mode.Run);
        for (uint256 i; i < 3; ++i) {
            vm.prank(OWNER);
            vault.enableAsset(address(tokens[i]));
        }
        adopt(lawOf(dice % 4));
        voted();
    }

    function voted() internal virtual {}

    /// Every token calls this on each transfer.
    function onTransfer(address from, address to, uint256 value) external virtual {}
}
