// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FakeFeed, FakeToken} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice Statements and proofs of reserve: who commits them, what the chain says beside them, and what their age does.
contract AttestorTest is Reserve {
    address private constant ATTESTER = address(0xa7);
    bytes32 private constant STATEMENT = keccak256("statement");

    function setUp() public override {
        super.setUp();
        vm.prank(OWNER);
        attestor.setAttester(ATTESTER);
    }

    function attest() private {
        vm.prank(ATTESTER);
        attestor.attest(STATEMENT);
    }

    /// @dev A proof of 18 decimals for OTHER, of which a million were issued.
    function prove(int256 heldWad) private returns (FakeFeed feed) {
        feed = new FakeFeed(18, heldWad);
        vm.prank(OWNER);
        attestor.setProof(address(other), address(feed), 1 days);
    }

    function limitAge(uint32 age) private {
        LawParams memory l = standardLaw();
        l.limits.maxProofAgeSeconds = age;
        adopt(l);
    }

    // ── who ────────────────────────────────────────────────────────────────────────────────────────────

    function test_theAttesterCommits() public {
        Report memory expected = attestor.report();
        vm.expectEmit(address(attestor));
        emit Attested(STATEMENT, expected);
        attest();
        assertTrue(attestor.statementHash() == STATEMENT, "hash");
        assertEq(vault.provenAt(), START, "noted");
    }

    function test_nobodyElseCommits() public {
        address[4] memory others = [OWNER, GUARDIAN, KEEPER, STRANGER];
        for (uint256 i; i < 4; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(NotAttester.selector, others[i]));
            attestor.attest(STATEMENT);
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(NotAttester.selector, others[i]));
            vault.prove();
        }
        vm.prank(ATTESTER);
        vm.expectRevert(abi.encodeWithSelector(NotAttester.selector, ATTESTER));
        vault.prove();
    }

    function test_theOwnerAloneSets() public {
        address[4] memory others = [ATTESTER, GUARDIAN, KEEPER, STRANGER];
        for (uint256 i; i < 4; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(NotOwner.selector, others[i]));
            attestor.setAttester(others[i]);
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(NotOwner.selector, others[i]));
            attestor.setProof(address(other), address(0), 0);
        }
        vm.prank(OWNER);
        vm.expectEmit(address(attestor));
        emit RoleChanged("attester", STRANGER);
        attestor.setAttester(STRANGER);
        vm.prank(OWNER);
        vm.expectEmit(address(attestor));
        emit ReserveProofSet(address(other), address(otherFeeds[0]), 2 days);
        attestor.setProof(address(other), address(otherFeeds[0]), 2 days);
        vm.prank(ATTESTER);
        vm.expectRevert(abi.encodeWithSelector(NotAttester.selector, ATTESTER));
        attestor.attest(STATEMENT);
    }

    function test_whereNobodyIsNamedNobodyCommits() public {
        vm.prank(OWNER);
        attestor.setAttester(address(0));
        vm.prank(ATTESTER);
        vm.expectRevert(abi.encodeWithSelector(NotAttester.selector, ATTESTER));
        attestor.attest(STATEMENT);
    }

    function test_theVaultBoundItFirst() public {
        vm.expectRevert(abi.encodeWithSelector(NotVault.selector, address(this)));
        attestor.bind(address(this));
    }

    // ── the report ─────────────────────────────────────────────────────────────────────────────────────

    function assertIsTotals(Report memory r, Totals memory sum) private pure {
        assertEq(r.lowWad, sum.lowWad, "low");
        assertEq(r.adjustedWad, sum.adjustedWad, "after haircuts");
        for (uint256 k; k < 3; ++k) {
            assertEq(r.liquidWad[k], sum.liquidWad[k], "liquid");
        }
    }

    function test_theReportIsTheBooks() public {
        issue(HOLDER, 1_000);
        request(HOLDER, 400);
        vm.prank(KEEPER);
        vault.deposit(1, 100_000e6);
        usd.mint(address(receipt), 40_000e6);
        Report memory r = attestor.report();
        (Totals memory sum,) = book.totals();
        assertIsTotals(r, sum);
        assertEq(r.lowWad, 3_001_000e18, "three million and one thousand");
        assertEq(r.adjustedWad, uint256(3_001_000e18) * 95 / 100, "five per cent off");
        assertEq(r.liquidWad[0], uint256(2_941_000e18) * 95 / 100, "of what is in the pool its cash");
        assertEq(r.claimsWad, 1_000e18, "issued and owed");
        assertEq(r.dayLossWad, 40_000e18, "both budgets, burst and refill");
        assertTrue(r.documentHash == DOCUMENT, "document");
        assertTrue(r.parametersHash == law.policyParametersHash(), "parameters");
        assertEq(r.at, START, "at");
    }

    function test_whatHasNoPriceCountsAsNothing() public {
        wideFeeds[0].setDead(true);
        Report memory r = attestor.report();
        assertEq(r.lowWad, 2_000_000e18, "without WIDE");
        attest();
    }

    function test_aBrokenVenueCountsAsNothing() public {
        vm.prank(KEEPER);
        vault.deposit(0, 100_000e6);
        savings.setBroken(true);
        assertEq(attestor.report().lowWad, 2_900_000e18, "without what cannot be read");
        attest();
    }

    function test_endogenousCountsAsNothing() public {
        LawParams memory l = standardLaw();
        (l.assets[1].endogenous, l.assets[1].haircutBps, l.assets[1].entryAllowed) = (true, 10_000, false);
        adopt(l);
        assertEq(attestor.report().lowWad, 2_000_000e18, "without it");
    }

    function test_whatIsNotProvenCountsAsNothing() public {
        FakeFeed feed = prove(1_000_000e18);
        assertEq(attestor.report().lowWad, 3_000_000e18, "proven to the wei");
        feed.set(1_000_000e18 - 1);
        assertEq(attestor.report().lowWad, 2_000_000e18, "one wei short");
        assertEq(attestor.report().adjustedWad, 1_900_000e18, "nor after haircuts");
        assertEq(attestor.report().liquidWad[0], 1_900_000e18, "nor as cash");
        assertEq(book.valueFloor(), 3_000_000e18, "the book that caps are shares of is not touched");
    }

    /// The report is the book less what is not proven or not priced, whatever is held at whatever price.
    function testFuzz_theReportIsTheBookLessWhatIsNotProven(uint256 amount, uint256 answer, uint256 proof) public {
        other.mint(address(vault), bound(amount, 0, 1e30));
        int256 price = int256(bound(answer, 0.05e8, 11e8));
        setPrices(otherFeeds, price, price);
        uint256 supply = other.totalSupply();
        prove(int256(bound(proof, supply - 2, supply + 2)));
        Report memory r = attestor.report();
        (Totals memory sum,) = book.totals();
        (Totals memory part,) = book.worth(address(other));
        bool isProven = attestor.isProven(address(other));
        assertTrue(isProven == (bound(proof, supply - 2, supply + 2) >= supply), "proven iff no less than issued");
        assertEq(r.lowWad, isProven ? sum.lowWad : sum.lowWad - part.lowWad, "low");
        assertEq(r.adjustedWad, isProven ? sum.adjustedWad : sum.adjustedWad - part.adjustedWad, "adjusted");
    }

    // ── proofs of reserve ──────────────────────────────────────────────────────────────────────────────

    function test_aProofIsReadInTheTokensDecimals() public {
        // 500 WIDE of 8 decimals; the feed speaks in 8 decimals as well.
        FakeFeed feed = new FakeFeed(8, 500e8);
        vm.prank(OWNER);
        attestor.setProof(address(wide), address(feed), 1 days);
        assertTrue(attestor.isProven(address(wide)), "all of it");
        feed.set(500e8 - 1);
        assertTrue(!attestor.isProven(address(wide)), "one raw unit short");
    }

    function test_aPartOfARawUnitProvesNone() public {
        FakeFeed feed = new FakeFeed(18, 1_000_000e18);
        vm.prank(OWNER);
        attestor.setProof(address(usd), address(feed), 1 days);
        assertTrue(attestor.isProven(address(usd)), "all of it");
        feed.set(1_000_000e18 - 1);
        assertTrue(!attestor.isProven(address(usd)), "short by the least part of a raw unit");
    }

    function test_aProofAgesToTheSecond() public {
        prove(2_000_000e18);
        vm.warp(START + 1 days);
        assertTrue(attestor.isProven(address(other)), "fresh to the last second");
        vm.warp(START + 1 days + 1);
        assertTrue(!attestor.isProven(address(other)), "stale");
    }

    function test_whatIsNoAnswerProvesNothing() public {
        FakeFeed feed = prove(0);
        assertTrue(!attestor.isProven(address(other)), "zero");
        int256[4] memory answers = [int256(-1), type(int256).min, type(int256).max, int256(type(int192).max)];
        for (uint256 i; i < 4; ++i) {
            feed.set(answers[i]);
            assertTrue(!attestor.isProven(address(other)), "absurd");
            attestor.report();
        }
        feed.set(2_000_000e18);
        feed.setDecimals(37);
        assertTrue(!attestor.isProven(address(other)), "absurd decimals");
        feed.setDecimals(18);
        feed.setAt(2_000_000e18, START + 1);
        assertTrue(!attestor.isProven(address(other)), "from the future");
        feed.setDead(true);
        assertTrue(!attestor.isProven(address(other)), "dead");
        vm.prank(OWNER);
        attestor.setProof(address(other), address(0xdead), 1 days);
        assertTrue(!attestor.isProven(address(other)), "no contract");
        attest();
    }

    function test_aHugeProofStillProves() public {
        FakeFeed feed = prove(int256(uint256(type(uint128).max)));
        assertTrue(attestor.isProven(address(other)), "as much as can be read");
        feed.set(int256(uint256(type(uint128).max)) + 1);
        assertTrue(!attestor.isProven(address(other)), "more is a broken feed");
        attest();
    }

    function test_anAbsurdSupplyProvesNothingAndStopsNothing() public {
        prove(2_000_000e18);
        other.mint(STRANGER, type(uint256).max - 1_000_000e18);
        assertTrue(!attestor.isProven(address(other)), "more than can be held");
        attest();
        assertEq(attestor.report().lowWad, 2_000_000e18, "without it");
    }

    function test_aTokenThatDoesNotAnswerProvesNothingAndStopsNothing() public {
        prove(2_000_000e18);
        vm.mockCallRevert(address(other), abi.encodeWithSignature("totalSupply()"), "");
        assertTrue(!attestor.isProven(address(other)), "no answer");
        attest();
    }

    function test_anybodyClosesEntryOfWhatIsNotProven() public {
        FakeFeed feed = prove(1_000_000e18);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IsProven.selector, address(other)));
        attestor.shut(address(other));
        feed.set(1);
        AssetParams memory before = oracle.assetParams(address(other));
        vm.prank(STRANGER);
        vm.expectEmit(address(vault));
        emit AssetTightened(address(other));
        attestor.shut(address(other));
        before.entryAllowed = false;
        assertTrue(
            keccak256(abi.encode(before)) == keccak256(abi.encode(oracle.assetParams(address(other)))),
            "entry and nothing else"
        );
        attestor.shut(address(other));
    }

    function test_closedEntryIsNoTrap() public {
        prove(1);
        attestor.shut(address(other));
        other.mint(HOLDER, 1e18);
        vm.startPrank(HOLDER);
        other.approve(address(vault), 1e18);
        vm.expectRevert(abi.encodeWithSelector(EntryForbidden.selector, address(other)));
        vault.mint(address(other), 1e18, 0);
        vm.stopPrank();
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(EntryForbidden.selector, address(other)));
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
        keeperSwap(other, usd, 1_000e18, 1_000e6);
        vm.prank(KEEPER);
        auction.open(address(other), address(usd), 1_000e18, false);
        vm.prank(GUARDIAN);
        vault.tightenAsset(address(other), AssetTightening(50, 1_000, 500, 6_000, false, true));
        openExit(other);
        keeperExit(other, 1_000e18, 1_000e6);
    }

    function test_whereNoProofIsAskedForNothingIsClosed() public {
        vm.expectRevert(abi.encodeWithSelector(IsProven.selector, address(usd)));
        attestor.shut(address(usd));
        FakeToken unknown = new FakeToken("X", 18);
        vm.expectRevert(abi.encodeWithSelector(IsProven.selector, address(unknown)));
        attestor.shut(address(unknown));
        prove(1);
        vm.prank(OWNER);
        attestor.setProof(address(other), address(0), 0);
        vm.expectRevert(abi.encodeWithSelector(IsProven.selector, address(other)));
        attestor.shut(address(other));
    }

    function test_aProofOfWhatIsNotListedClosesNothing() public {
        FakeToken unknown = new FakeToken("X", 18);
        unknown.mint(STRANGER, 2);
        FakeFeed feed = new FakeFeed(18, 1);
        vm.prank(OWNER);
        attestor.setProof(address(unknown), address(feed), 1 days);
        vm.expectRevert(abi.encodeWithSelector(UnknownAsset.selector, address(unknown)));
        attestor.shut(address(unknown));
    }

    // ── age of the statement ───────────────────────────────────────────────────────────────────────────

    function test_exitOnlyByItselfAndBackWithTheNext() public {
        limitAge(1 hours);
        assertTrue(vault.mode() == Mode.ExitOnly, "nothing was ever committed");
        attest();
        assertTrue(vault.mode() == Mode.Run, "committed");
        pass(1 hours);
        assertTrue(vault.mode() == Mode.Run, "to the last second");
        vm.prank(KEEPER);
        vault.deposit(0, 1e6);
        pass(1);
        assertTrue(vault.mode() == Mode.ExitOnly, "too old");
        assertTrue(vault.state().mode == Mode.ExitOnly, "seen");
        attest();
        assertTrue(vault.mode() == Mode.Run, "with the next");
    }

    function test_whatAnOldStatementStopsAndWhatNot() public {
        limitAge(1 hours);
        attest();
        issue(HOLDER, 1_000);
        vm.prank(KEEPER);
        vault.deposit(0, 100_000e6);
        pass(1 hours + 1);
        bytes memory refusal = abi.encodeWithSelector(WrongMode.selector, Mode.ExitOnly);
        vm.prank(KEEPER);
        vm.expectRevert(refusal);
        vault.deposit(0, 1e6);
        usd.mint(HOLDER, 1e6);
        vm.startPrank(HOLDER);
        usd.approve(address(vault), 1e6);
        vm.expectRevert(refusal);
        vault.mint(address(usd), 1e6, 0);
        vm.stopPrank();
        vm.startPrank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(ExitOnlyIntoBase.selector, address(wide)));
        vault.swap(address(other), address(wide), 500, 1e18, 0, false);
        vault.setMintPaused(true);
        vm.expectRevert(refusal);
        vault.setMintPaused(false);
        vault.withdraw(0, type(uint256).max);
        vm.stopPrank();
        keeperSwap(other, usd, 1_000e18, 1_000e6);
        request(HOLDER, 1_000);
        vault.payRedemptions(1);
        assertEq(usd.balanceOf(HOLDER), 1_001e6, "paid");
    }

    function test_aStatementThawsNothing() public {
        limitAge(1 hours);
        vm.prank(GUARDIAN);
        vault.setMode(Mode.Frozen);
        attest();
        assertTrue(vault.mode() == Mode.Frozen, "frozen");
        pass(2 hours);
        assertTrue(vault.mode() == Mode.Frozen, "and no looser with age");
        vm.prank(OWNER);
        vault.setMode(Mode.ExitOnly);
        attest();
        assertTrue(vault.mode() == Mode.ExitOnly, "as set");
    }

    function test_theGuardianShortensTheAgeAndNeverLengthensIt() public {
        limitAge(2 hours);
        LimitParams memory l = law.limits();
        l.maxProofAgeSeconds = 1 hours;
        vm.prank(GUARDIAN);
        vault.tightenLimits(l);
        assertEq(law.limits().maxProofAgeSeconds, 1 hours, "shorter");
        uint32[2] memory looser = [uint32(1 hours + 1), 0];
        for (uint256 i; i < 2; ++i) {
            l.maxProofAgeSeconds = looser[i];
            vm.prank(GUARDIAN);
            vm.expectRevert(abi.encodeWithSelector(Loosening.selector, "proof"));
            vault.tightenLimits(l);
        }
    }

    function test_theGuardianMayAskForStatementsWhereNoneWere() public {
        attest();
        LimitParams memory l = law.limits();
        l.maxProofAgeSeconds = 1 hours;
        vm.prank(GUARDIAN);
        vault.tightenLimits(l);
        pass(1 hours + 1);
        assertTrue(vault.mode() == Mode.ExitOnly, "asked for");
    }

    /// The mode in force is the stricter of the one set and what the age of the statement gives.
    function testFuzz_modeUnderAge(uint256 which, uint256 age, uint256 since) public {
        uint32 most = uint32(bound(age, 0, 30 days));
        limitAge(most);
        attest();
        Mode set = Mode(which % 3);
        vm.prank(OWNER);
        vault.setMode(set);
        since = bound(since, 0, 60 days);
        vm.warp(START + since);
        bool isStale = most != 0 && since > most;
        assertTrue(vault.mode() == (isStale && set == Mode.Run ? Mode.ExitOnly : set), "mode");
    }
}
