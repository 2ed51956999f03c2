// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {FakeFeed, FakeSavings, FakeToken} from "./Fakes.sol";
import {Loosened} from "./Loosened.sol";
import {World} from "./World.sol";

/// @notice Everybody with a role, and nobodies, try what they may and may not; the owner is a real timelock of two days.
/// What an endogenous token adds to the reserve is tried as well.
contract Warden is World {
    struct Vote {
        address to;
        bytes data;
        bytes32 salt;
        uint256 at;
        uint256 delay;
    }

    TimelockController private timelock;
    FakeToken private own;
    FakeFeed private ownFeed;
    FakeSavings private ownSavings;
    Vote[] private votes;
    uint256 private salts;

    function setUp() public override {
        vm.warp(START);
        own = new FakeToken("OWN", 18);
        ownFeed = new FakeFeed(8, 1e8);
        ownSavings = new FakeSavings(own);
        super.setUp();
        own.mint(address(this), 2_000_000e18);
        own.transfer(address(vault), 1_000_000e18);
        own.approve(address(ownSavings), type(uint256).max);
        ownSavings.deposit(500_000e18, address(vault));
        address[] memory proposers = new address[](1);
        proposers[0] = address(this);
        timelock = new TimelockController(2 days, proposers, new address[](1), address(0));
        vm.prank(OWNER);
        vault.setOwner(address(timelock));
        bytes memory accept = abi.encodeCall(vault.acceptOwner, ());
        timelock.schedule(address(vault), 0, accept, 0, 0, 2 days);
        vm.warp(block.timestamp + 2 days);
        timelock.execute(address(vault), 0, accept, 0, 0);
        for (uint256 i; i < 3; ++i) {
            publish(i, 10);
        }
    }

    /// @dev The standard of this world with an endogenous asset more, and a venue full of it.
    function lawOf(uint256 aim_) internal view override returns (LawParams memory l) {
        l = super.lawOf(aim_);
        (AssetParams[] memory assets, VenueParams[] memory venues) = (l.assets, l.venues);
        (l.assets, l.venues) = (new AssetParams[](4), new VenueParams[](4));
        for (uint256 i; i < 3; ++i) {
            (l.assets[i], l.venues[i]) = (assets[i], venues[i]);
        }
        FakeFeed[2] memory feeds = [ownFeed, FakeFeed(address(0))];
        l.assets[3] = assetOf(own, feeds, 1e18, 0.9e18);
        (l.assets[3].heartbeatB, l.assets[3].heartbeatA) = (0, 3650 days);
        (l.assets[3].endogenous, l.assets[3].entryAllowed, l.assets[3].haircutBps) = (true, false, 10_000);
        l.venues[3] = VenueParams(1, address(ownSavings), address(own), address(ownSavings), 0, 0, 0, 0, false);
    }

    // ── what is compared ───────────────────────────────────────────────────────────────────────────────

    struct Before {
        LawView law;
        bytes32 roles;
        bytes32 money;
        Mode mode;
        address keeper;
    }

    /// @dev Around a call of anybody but the owner.
    modifier tightensOnly() {
        Before memory b = look();
        _;
        checkTightened(b, law.state());
    }

    function look() private view returns (Before memory) {
        return Before(law.state(), rolesHash(), moneyHash(), vault.mode(), vault.keeper());
    }

    function checkTightened(Before memory a, LawView memory b) private {
        checkHash(a.law, b);
        string memory what = Loosened.between(a.law, b);
        if (bytes(what).length != 0) breach(string.concat("loosened without the owner: ", what));
        if (rolesHash() != a.roles) breach("a role was given");
        if (vault.mode() < a.mode) breach("the mode fell");
        if (vault.keeper() != a.keeper && vault.keeper() != address(0)) breach("a keeper was named");
        if (moneyHash() != a.money) breach("tokens moved");
    }

    function rolesHash() private view returns (bytes32) {
        VaultView memory s = vault.state();
        return keccak256(
            abi.encode(
                s.owner, s.guardian, s.steward, s.isWoundDown, s.isBootstrap, vault.nextOwner(), attestor.attester()
            )
        );
    }

    function moneyHash() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                idle(0), idle(1), idle(2), own.balanceOf(address(vault)), claimToken.totalSupply(), vault.totalOwedWad()
            )
        );
    }

    /// The hash changes exactly when a value does.
    function checkHash(LawView memory a, LawView memory b) private {
        if ((valuesHash(a) == valuesHash(b)) != (a.parametersHash == b.parametersHash)) breach("hash and values part");
    }

    function valuesHash(LawView memory v) private pure returns (bytes32 all) {
        for (uint256 i; i < v.assets.length; ++i) {
            all = keccak256(abi.encode(all, v.assets[i].params));
        }
        return keccak256(abi.encode(all, v.redemption, v.regime, v.limits, v.venues, v.risks));
    }

    // ── who may tighten ────────────────────────────────────────────────────────────────────────────────

    function guardAsset(uint256 which, uint256 dice) external tightensOnly {
        address token = which % 4 == 3 ? address(own) : address(tokens[which % 4]);
        AssetParams memory p = oracle.assetParams(token);
        AssetTightening memory t = AssetTightening(
            near(p.slipBps, dice),
            near(p.exitSlipBps, dice >> 16),
            near(p.haircutBps, dice >> 32),
            near(p.maxBps, dice >> 48),
            (dice >> 64) % 8 == 0 ? !p.entryAllowed : p.entryAllowed,
            (dice >> 72) % 8 == 0 ? !p.disabled : p.disabled
        );
        vm.prank(GUARDIAN);
        vault.tightenAsset(token, t);
    }

    /// @dev Mostly the same, else some way up or down.
    function near(uint256 value, uint256 dice) private pure returns (uint16) {
        if (dice % 4 != 0) return uint16(value);
        return uint16(value * (90 + (dice >> 2) % 21) / 100 + (dice >> 8) % 2);
    }

    function guardVenue(uint256 index, uint256 dice) external tightensOnly {
        VenueParams memory v = book.venue(index % 4);
        bool isOpen = (dice >> 16) % 8 == 0 ? !v.entryAllowed : v.entryAllowed;
        vm.prank(GUARDIAN);
        vault.tightenVenue(index % 4, near(v.maxBps, dice), isOpen);
    }

    function guardLimits(uint256 dice) external tightensOnly {
        LimitParams memory l = law.limits();
        uint256 field = (dice >> 16) % 12;
        if (field == 0) l.lossBurstWad = scaled(l.lossBurstWad, dice);
        if (field == 1) l.lossRefillPerDayWad = scaled(l.lossRefillPerDayWad, dice);
        if (field == 2) l.turnoverBurstWad = scaled(l.turnoverBurstWad, dice);
        if (field == 3) l.turnoverRefillPerDayWad = scaled(l.turnoverRefillPerDayWad, dice);
        if (field == 4) l.minBackingWad = scaled(l.minBackingWad, dice);
        if (field == 5) l.maxVaultValueWad = scaled(l.maxVaultValueWad, dice);
        if (field == 6) l.mintCapPerDayWad = scaled(l.mintCapPerDayWad, dice);
        if (field == 7) l.depegBurstWad = scaled(l.depegBurstWad, dice);
        if (field == 8) l.depegRefillPerDayWad = scaled(l.depegRefillPerDayWad, dice);
        if (field == 9) l.minCoverageWad = scaled(l.minCoverageWad, dice);
        if (field == 10) l.minLiquidBps[dice % 3] = near(l.minLiquidBps[dice % 3], 4 * dice);
        if (field == 11) l.maxProofAgeSeconds = uint32(scaled(l.maxProofAgeSeconds, dice));
        vm.prank(GUARDIAN);
        vault.tightenLimits(l);
    }

    function scaled(uint128 value, uint256 dice) private pure returns (uint128) {
        return uint128(uint256(value) * (dice % 64 == 0 ? 0 : 90 + dice % 21) / 100);
    }

    function push(uint256 which, uint256 bps) external tightensOnly {
        vm.prank(GUARDIAN);
        vault.pushHaircut(address(tokens[which % 3]), bps % 10_000);
    }

    function restrict(uint256 mode_) external tightensOnly {
        vm.prank(GUARDIAN);
        vault.setMode(Mode(mode_ % 3));
    }

    function pause(uint256 who, bool isPaused) external tightensOnly {
        bool wasPaused = vault.mintPaused();
        vm.prank(who % 2 == 0 ? GUARDIAN : KEEPER);
        vault.setMintPaused(isPaused);
        if (who % 2 == 0 && wasPaused && !vault.mintPaused()) breach("the guardian opened intake");
    }

    function dropKeeper(uint256 dice) external tightensOnly {
        if (dice % 4 != 0) revert Nothing();
        vm.prank(GUARDIAN);
        vault.setKeeper(dice % 8 == 0 ? address(0) : STRANGER);
    }

    function openExit(uint256 which, bool isGuardian) external tightensOnly {
        vm.prank(isGuardian ? GUARDIAN : STRANGER);
        vault.openExit(address(tokens[which % 3]));
    }

    function lookAtAll() external tightensOnly {
        book.poke();
    }

    // ── who may not ────────────────────────────────────────────────────────────────────────────────────

    /// Somebody without the right asks for what only the owner, or only the vault, may do.
    function usurp(uint256 who, uint256 what, uint256 dice) external tightensOnly {
        address[6] memory all = [GUARDIAN, KEEPER, STRANGER, OWNER, HOLDER, address(attestor)];
        (address to, bytes memory data) = forbidden(what % 17, dice);
        // The attestor notes statements; that is its right.
        if (what % 17 == 9 && who % 6 == 5) revert Nothing();
        vm.prank(all[who % 6]);
        (bool ok,) = to.call(data);
        if (ok) breach("an outsider was obeyed");
    }

    function forbidden(uint256 what, uint256 dice) private view returns (address, bytes memory) {
        address token = address(tokens[dice % 3]);
        address v = address(vault);
        if (what == 0) return (v, abi.encodeCall(vault.adoptPolicy, (DOCUMENT, lawOf(dice % 4))));
        if (what == 1) return (v, abi.encodeCall(vault.enableAsset, (token)));
        if (what == 2) return (v, abi.encodeCall(vault.setGuardian, (STRANGER)));
        if (what == 3) return (v, abi.encodeCall(vault.setKeeper, (STRANGER)));
        if (what == 4) return (v, abi.encodeCall(vault.setSteward, (STRANGER)));
        if (what == 5) return (v, abi.encodeCall(vault.setOwner, (STRANGER)));
        if (what == 6) return (v, abi.encodeCall(vault.acceptOwner, ()));
        if (what == 7) return (v, abi.encodeCall(vault.windDown, ()));
        bytes memory grab = abi.encodeWithSignature("transfer(address,uint256)", STRANGER, 1);
        if (what == 8) return (v, abi.encodeCall(vault.govCall, (token, grab)));
        if (what == 9) return (v, abi.encodeCall(vault.prove, ()));
        if (what == 10) return (address(attestor), abi.encodeCall(attestor.setAttester, (STRANGER)));
        if (what == 11) return (address(attestor), abi.encodeCall(attestor.attest, (DOCUMENT)));
        if (what == 12) return (address(law), abi.encodeCall(law.tightenLimits, (law.limits())));
        if (what == 13) return (address(oracle), abi.encodeCall(oracle.enableAsset, (token)));
        if (what == 14) return (address(book), abi.encodeCall(book.note, (1e18)));
        if (what == 15) return (address(claimToken), abi.encodeCall(claimToken.mint, (STRANGER, 1e18)));
        return (v, abi.encodeCall(vault.payOut, (0, STRANGER, token, 1, 1)));
    }

    // ── the owner's way ────────────────────────────────────────────────────────────────────────────────

    function schedule(uint256 what, uint256 dice) external tightensOnly {
        (address to, bytes memory data) = (address(vault), bytes(""));
        what %= 16;
        if (what < 8) data = abi.encodeCall(vault.adoptPolicy, (bytes32(dice), changedLaw(dice)));
        else if (what == 8) data = abi.encodeCall(vault.setMode, (Mode(dice % 3)));
        else if (what == 9) data = abi.encodeCall(vault.enableAsset, (address(tokens[dice % 3])));
        else if (what < 12) data = abi.encodeCall(vault.setKeeper, (KEEPER));
        else if (what == 12) data = abi.encodeCall(vault.setSteward, (dice % 2 == 0 ? HOLDER : address(0)));
        else if (what == 13) data = abi.encodeCall(vault.setOwner, (STRANGER));
        else (to, data) = (address(timelock), abi.encodeCall(timelock.updateDelay, (what == 14 ? 1 hours : 2 days)));
        uint256 delay = timelock.getMinDelay();
        timelock.schedule(to, 0, data, 0, bytes32(++salts), delay);
        votes.push(Vote(to, data, bytes32(salts), block.timestamp, delay));
    }

    /// @dev One of the four laws, with at most one value changed besides.
    function changedLaw(uint256 dice) private view returns (LawParams memory l) {
        l = lawOf(dice % 4);
        uint256 field = (dice >> 8) % 8;
        uint16 some = uint16((dice >> 16) % 500);
        if (field == 0) l.assets[dice % 3].slipBps = some;
        if (field == 1) l.assets[dice % 3].heartbeatB = 1 hours + some;
        if (field == 2) l.limits.lossBurstWad = 4_000e18 + some;
        if (field == 3) l.regime.auctionPremiumBps = some;
        if (field == 4) l.redemption.feeBps = some;
        if (field == 5) l.risks[dice % 3].capWad += some;
        if (field == 6) l.venues[dice % 3].maxGrowthPerDayBps = some;
    }

    /// What waited its two days, or tries not to, is carried out by anybody.
    function execute(uint256 pick) external {
        if (votes.length == 0) revert Nothing();
        Vote memory v = votes[pick % votes.length];
        Before memory b = look();
        bool wasLong = timelock.getMinDelay() >= 2 days;
        timelock.execute(v.to, 0, v.data, 0, v.salt);
        votes[pick % votes.length] = votes[votes.length - 1];
        votes.pop();
        if (v.to != address(vault)) return;
        // Under a short delay the owner, too, can only tighten. What was announced under one may be carried out once
        // the delay is long again: the vault sees the delay of now alone, and that it was lowered was announced for long.
        bool isEarly = v.delay >= 2 days && block.timestamp < v.at + 2 days;
        if (!wasLong || isEarly) checkTightened(b, law.state());
        checkHash(b.law, law.state());
        // Ownership offered to who is no timelock is not taken.
        vm.prank(STRANGER);
        try vault.acceptOwner() {
            breach("a nobody became the owner");
        } catch {}
    }

    /// Days pass, in which votes ripen.
    function sleep(uint256 period) external {
        vm.warp(block.timestamp + period % 2 days);
        for (uint256 i; i < 3; ++i) {
            publish(i, period >> (40 + 8 * i));
        }
    }

    // ── what counts for nothing ────────────────────────────────────────────────────────────────────────

    /// More of its own token, in the vault or in a venue, makes no reserve.
    function endow(uint256 amount, uint256 priceWad) external {
        (Totals memory a, Report memory r) = totalsNow();
        uint256 total = book.valueFloor();
        own.mint(dice2(amount) ? address(vault) : address(ownSavings), amount % 1e30);
        ownFeed.set(int256(1 + priceWad % 5e8));
        (Totals memory b, Report memory s) = totalsNow();
        if (keccak256(abi.encode(a)) != keccak256(abi.encode(b))) breach("the own token counted");
        if (r.adjustedWad != s.adjustedWad || r.lowWad != s.lowWad) breach("the own token was reported");
        if (book.valueFloor() != total) breach("the own token raised the total");
    }

    function totalsNow() private view returns (Totals memory a, Report memory r) {
        (a,) = book.totals();
        r = attestor.report();
    }

    function dice2(uint256 amount) private pure returns (bool) {
        return (amount >> 128) % 2 == 0;
    }
}
