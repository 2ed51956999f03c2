// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {LiabilityToken} from "../src/LiabilityToken.sol";
import {ReserveVault} from "../src/ReserveVault.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice Who may do what, with every refusal.
contract RolesTest is Reserve {
    function test_ownerIsNeverNobody() public {
        vm.expectRevert(abi.encodeWithSelector(BadParameter.selector, "owner"));
        new ReserveVault(
            address(0), GUARDIAN, KEEPER, address(claimToken), address(router), address(oracle), OWNER, OWNER
        );
    }

    function test_ownershipPassesInTwoSteps() public {
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(NotOwner.selector, KEEPER));
        vault.setOwner(KEEPER);
        vm.prank(OWNER);
        vm.expectEmit(address(vault));
        emit RoleChanged("nextOwner", STRANGER);
        vault.setOwner(STRANGER);
        assertEq(vault.owner(), OWNER, "not yet");
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(NotOwner.selector, KEEPER));
        vault.acceptOwner();
        vm.prank(STRANGER);
        vm.expectEmit(address(vault));
        emit RoleChanged("owner", STRANGER);
        vault.acceptOwner();
        assertEq(vault.owner(), STRANGER, "passed");
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotOwner.selector, STRANGER));
        vault.acceptOwner();
    }

    function test_nobodyAcceptsAnOfferToNobody() public {
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotOwner.selector, STRANGER));
        vault.acceptOwner();
    }

    function test_guardianDropsTheKeeperAndNamesNobody() public {
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(Loosening.selector, "keeper"));
        vault.setKeeper(STRANGER);
        vm.prank(GUARDIAN);
        vm.expectEmit(address(vault));
        emit RoleChanged("keeper", address(0));
        vault.setKeeper(address(0));
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, KEEPER));
        vault.deposit(0, 1);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotGuardian.selector, STRANGER));
        vault.setKeeper(STRANGER);
        vm.prank(OWNER);
        vault.setKeeper(STRANGER);
        assertEq(vault.keeper(), STRANGER, "by the owner");
    }

    function test_onlyTheOwnerNamesAGuardian() public {
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(NotOwner.selector, GUARDIAN));
        vault.setGuardian(STRANGER);
        vm.prank(OWNER);
        vm.expectEmit(address(vault));
        emit RoleChanged("guardian", STRANGER);
        vault.setGuardian(STRANGER);
        assertEq(vault.guardian(), STRANGER, "named");
    }

    function test_theSameModeIsNoLoosening() public {
        vm.startPrank(GUARDIAN);
        vault.setMode(Mode.Frozen);
        vault.setMode(Mode.Frozen);
        assertTrue(vault.mode() == Mode.Frozen, "still");
    }

    function test_theOwnerMayWhatAGuardianMay() public {
        setPrices(otherFeeds, 0.9e8, 0.9e8);
        vm.startPrank(OWNER);
        vault.openExit(address(other));
        assertTrue(oracle.look(address(other)).exitOpen, "opened at once");
        vault.pushHaircut(address(other), 3_000);
        assertEq(oracle.haircutBps(address(other)), 3_000, "pushed");
    }

    function test_modeOnlyRisesForTheGuardian() public {
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(NotGuardian.selector, KEEPER));
        vault.setMode(Mode.Frozen);
        vm.prank(GUARDIAN);
        vm.expectEmit(address(vault));
        emit ModeChanged(Mode.ExitOnly);
        vault.setMode(Mode.ExitOnly);
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(Loosening.selector, "mode"));
        vault.setMode(Mode.Run);
        vm.prank(GUARDIAN);
        vault.setMode(Mode.Frozen);
        vm.prank(OWNER);
        vault.setMode(Mode.Run);
    }

    function test_intakePauses() public {
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, STRANGER));
        vault.setMintPaused(true);
        vm.prank(KEEPER);
        vm.expectEmit(address(vault));
        emit MintPaused(true);
        vault.setMintPaused(true);
        vm.prank(KEEPER);
        vault.setMintPaused(false);
        assertTrue(!vault.mintPaused(), "keeper lifts its own");
    }

    function test_keeperCannotLiftTheGuardiansPause() public {
        vm.prank(GUARDIAN);
        vault.setMintPaused(true);
        vm.prank(KEEPER);
        vault.setMintPaused(false);
        assertTrue(vault.mintPaused(), "still paused");
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(Loosening.selector, "mint"));
        vault.setMintPaused(false);
        vm.prank(OWNER);
        vault.setMintPaused(false);
        assertTrue(!vault.mintPaused(), "owner lifts both");
    }

    function test_keeperResumesInRunOnly() public {
        vm.prank(KEEPER);
        vault.setMintPaused(true);
        vm.prank(GUARDIAN);
        vault.setMode(Mode.ExitOnly);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(WrongMode.selector, Mode.ExitOnly));
        vault.setMintPaused(false);
    }

    function test_liabilityTokenServesItsVaultAlone() public {
        vm.expectRevert(abi.encodeWithSelector(LiabilityToken.NotVault.selector, address(this)));
        claimToken.mint(address(this), 1);
        vm.expectRevert(abi.encodeWithSelector(LiabilityToken.NotVault.selector, address(this)));
        claimToken.burn(HOLDER, 1);
        vm.expectRevert(LiabilityToken.VaultAlreadySet.selector);
        claimToken.setVault(address(this));
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(LiabilityToken.NotIssuer.selector, STRANGER));
        claimToken.setVault(STRANGER);
    }

    function test_aRealTimelockOwnsAndOnlyLoosensLate() public {
        address[] memory proposers = new address[](1);
        proposers[0] = STRANGER;
        TimelockController timelock = new TimelockController(48 hours, proposers, new address[](1), address(0));
        vm.prank(OWNER);
        vault.setOwner(address(timelock));
        vm.startPrank(STRANGER);
        bytes memory accept = abi.encodeCall(vault.acceptOwner, ());
        timelock.schedule(address(vault), 0, accept, bytes32(0), bytes32(0), 48 hours);
        LawParams memory l = standardLaw();
        l.limits.lossBurstWad = 20_000e18;
        bytes memory loosen = abi.encodeCall(vault.adoptPolicy, (keccak256("looser"), l));
        timelock.schedule(address(vault), 0, loosen, bytes32(0), bytes32(0), 48 hours);
        vm.stopPrank();
        vm.warp(block.timestamp + 48 hours - 1);
        vm.expectRevert();
        timelock.execute(address(vault), 0, accept, bytes32(0), bytes32(0));
        vm.warp(block.timestamp + 1);
        timelock.execute(address(vault), 0, accept, bytes32(0), bytes32(0));
        timelock.execute(address(vault), 0, loosen, bytes32(0), bytes32(0));
        assertEq(law.limits().lossBurstWad, 20_000e18, "after the delay");
        vm.prank(GUARDIAN);
        vault.setMode(Mode.Frozen);
    }
}
