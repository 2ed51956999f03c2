// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {ReserveVault} from "../src/ReserveVault.sol";
import {FakeToken} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice The end of a reserve, the owner's way out, and what anybody may do when its keeper fell silent.
contract WindDownTest is Reserve {
    bytes private constant OVER = abi.encodeWithSelector(IsWoundDown.selector, true);

    function windDown() private {
        vm.prank(OWNER);
        vault.windDown();
    }

    /// @dev Two holders of 300 and 100 tokens, and a vault of 1 000 400 USD, a million OTHER and 500 WIDE.
    function twoHolders() private {
        issue(HOLDER, 300);
        issue(OTHER_HOLDER, 100);
    }

    function listOf(address a) private pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = a;
    }

    /// @dev In the order of their addresses, as takeShare() wants them.
    function all() private view returns (address[] memory list) {
        list = new address[](3);
        (list[0], list[1], list[2]) = (address(usd), address(other), address(wide));
        for (uint256 i; i < 3; ++i) {
            for (uint256 j; j < i; ++j) {
                if (list[i] < list[j]) (list[i], list[j]) = (list[j], list[i]);
            }
        }
    }

    function take(address holder, uint256 id, address[] memory tokens) private {
        vm.prank(holder);
        vault.takeShare(id, tokens);
    }

    // ── winding down ───────────────────────────────────────────────────────────────────────────────────

    function test_theOwnerAloneAndForGood() public {
        address[3] memory others = [GUARDIAN, KEEPER, STRANGER];
        for (uint256 i; i < 3; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(NotOwner.selector, others[i]));
            vault.windDown();
        }
        vm.prank(OWNER);
        vm.expectEmit(address(vault));
        emit WoundDown();
        vault.windDown();
        assertTrue(vault.mode() == Mode.Frozen, "frozen");
        assertTrue(vault.state().isWoundDown, "seen");
        address[2] memory above = [OWNER, GUARDIAN];
        for (uint256 i; i < 2; ++i) {
            for (uint8 m; m < 3; ++m) {
                vm.prank(above[i]);
                vm.expectRevert(OVER);
                vault.setMode(Mode(m));
            }
        }
        adopt(standardLaw());
        assertTrue(vault.mode() == Mode.Frozen, "no law undoes it");
    }

    function test_nothingElseGoesOn() public {
        twoHolders();
        request(HOLDER, 300);
        windDown();
        vm.expectRevert(OVER);
        vault.payRedemptions(1);
        vm.prank(HOLDER);
        vm.expectRevert(OVER);
        vault.collect(0);
        bytes memory frozen = abi.encodeWithSelector(WrongMode.selector, Mode.Frozen);
        usd.mint(HOLDER, 1e6);
        vm.startPrank(HOLDER);
        usd.approve(address(vault), 1e6);
        vm.expectRevert(frozen);
        vault.mint(address(usd), 1e6, 0);
        vm.stopPrank();
        vm.startPrank(KEEPER);
        vm.expectRevert(frozen);
        vault.swap(address(other), address(usd), 500, 1e18, 0, false);
        vm.expectRevert(frozen);
        vault.deposit(0, 1e6);
        vm.stopPrank();
    }

    function test_noSharesBefore() public {
        twoHolders();
        request(HOLDER, 300);
        vm.prank(HOLDER);
        vm.expectRevert(abi.encodeWithSelector(IsWoundDown.selector, false));
        vault.takeShare(0, listOf(address(usd)));
    }

    // ── shares ─────────────────────────────────────────────────────────────────────────────────────────

    function test_aShareOfEverything() public {
        twoHolders();
        request(HOLDER, 300);
        windDown();
        // Three quarters, though the other holder has asked for nothing yet.
        address[] memory tokens = all();
        vm.expectEmit(address(vault));
        emit RedemptionPaid(0, HOLDER, tokens[0], IERC20(tokens[0]).balanceOf(address(vault)) * 3 / 4, uint256(300e18));
        take(HOLDER, 0, tokens);
        assertEq(usd.balanceOf(HOLDER), 750_300e6, "USD");
        assertEq(other.balanceOf(HOLDER), 750_000e18, "OTHER");
        assertEq(wide.balanceOf(HOLDER), 375e8, "WIDE");
        assertEq(vault.totalOwedWad(), 0, "settled");
        assertTrue(book.claim(0).state == ClaimState.Paid, "closed");
        vm.prank(HOLDER);
        vm.expectRevert(NothingRedeemable.selector);
        vault.takeShare(0, tokens);
        request(OTHER_HOLDER, 100);
        take(OTHER_HOLDER, 1, tokens);
        assertEq(usd.balanceOf(address(vault)) + other.balanceOf(address(vault)), 0, "the last takes the rest");
        assertEq(wide.balanceOf(OTHER_HOLDER), 125e8, "WIDE");
    }

    function test_noFeeAndNoDelayInAWindDown() public {
        LawParams memory l = standardLaw();
        (l.redemption.feeBps, l.redemption.delaySeconds) = (1_000, 20 days);
        adopt(l);
        twoHolders();
        windDown();
        uint256 id = request(HOLDER, 300);
        assertEq(book.claim(id).owedWad, 300e18, "no fee");
        take(HOLDER, id, all());
        assertEq(usd.balanceOf(HOLDER), 750_300e6, "at once");
    }

    function test_theHolderAlone() public {
        twoHolders();
        uint256 id = request(HOLDER, 300);
        windDown();
        address[3] memory others = [OTHER_HOLDER, OWNER, STRANGER];
        for (uint256 i; i < 3; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(NotHolder.selector, others[i]));
            vault.takeShare(id, listOf(address(usd)));
        }
        vm.prank(HOLDER);
        vm.expectRevert(NothingRedeemable.selector);
        vault.takeShare(7, listOf(address(usd)));
    }

    function test_refusedLists() public {
        twoHolders();
        uint256 id = request(HOLDER, 300);
        windDown();
        bytes memory wrong = abi.encodeWithSelector(BadParameter.selector, "tokens");
        address[] memory tokens = all();
        address[][4] memory lists;
        lists[0] = new address[](0);
        lists[1] = new address[](2);
        (lists[1][0], lists[1][1]) = (tokens[0], tokens[0]);
        lists[2] = new address[](2);
        (lists[2][0], lists[2][1]) = (tokens[1], tokens[0]);
        FakeToken unknown = new FakeToken("X", 18);
        unknown.mint(address(vault), 1e18);
        lists[3] = listOf(address(unknown));
        for (uint256 i; i < 4; ++i) {
            vm.prank(HOLDER);
            vm.expectRevert(wrong);
            vault.takeShare(id, lists[i]);
        }
        assertEq(book.claim(id).owedWad, 300e18, "nothing was settled");
    }

    function test_whatIsNotNamedIsLeftToTheRest() public {
        twoHolders();
        uint256 first = request(HOLDER, 300);
        windDown();
        take(HOLDER, first, listOf(address(usd)));
        assertEq(other.balanceOf(HOLDER), 0, "left");
        uint256 second = request(OTHER_HOLDER, 100);
        take(OTHER_HOLDER, second, all());
        assertEq(other.balanceOf(OTHER_HOLDER), 1_000_000e18, "to who is left");
        assertEq(usd.balanceOf(OTHER_HOLDER), 250_100e6, "and no more of what was taken");
    }

    function test_aTokenThatRefusesAHolderCanBeLeftOut() public {
        twoHolders();
        uint256 id = request(HOLDER, 300);
        windDown();
        other.setBlocked(HOLDER, true);
        vm.prank(HOLDER);
        vm.expectRevert(abi.encodeWithSelector(TransferMismatch.selector, address(other), 750_000e18, 0));
        vault.takeShare(id, all());
        assertEq(book.claim(id).owedWad, 300e18, "not settled by halves");
        take(HOLDER, id, listOf(address(usd)));
        assertEq(usd.balanceOf(HOLDER), 750_300e6, "the rest in full");
    }

    function test_receiptsOfVenuesInKind() public {
        vm.startPrank(KEEPER);
        vault.deposit(0, 100_000e6);
        vault.deposit(1, 80_000e6);
        vm.stopPrank();
        twoHolders();
        uint256 id = request(HOLDER, 300);
        windDown();
        savings.setBroken(true);
        uint256 shares = savings.balanceOf(address(vault));
        take(HOLDER, id, listOf(address(savings)));
        assertEq(savings.balanceOf(HOLDER), shares * 3 / 4, "the shares themselves, readable or not");
        id = request(OTHER_HOLDER, 100);
        take(OTHER_HOLDER, id, listOf(address(receipt)));
        assertEq(receipt.balanceOf(OTHER_HOLDER), 80_000e6, "the last holder's share of what was left");
    }

    function test_anybodyCallsVenuesHomeFirst() public {
        vm.prank(KEEPER);
        vault.deposit(0, 100_000e6);
        windDown();
        vm.prank(STRANGER);
        vault.withdraw(0, type(uint256).max);
        assertEq(usd.balanceOf(address(vault)), 1_000_000e6, "home");
    }

    function test_claimsSetAsideBeforeTakeTheirShareToo() public {
        twoHolders();
        uint256 id = request(HOLDER, 300);
        usd.setBlocked(HOLDER, true);
        vault.payRedemptions(1);
        windDown();
        take(HOLDER, id, listOf(address(other)));
        assertEq(other.balanceOf(HOLDER), 750_000e18, "its share");
        assertEq(vault.state().setAsideCount, 0, "no longer set aside");
    }

    function test_noWayBackInWhileAShareIsPaid() public {
        Taker taker = new Taker(vault, address(usd));
        issue(address(taker), 300);
        issue(OTHER_HOLDER, 100);
        windDown();
        usd.setHook(address(taker));
        taker.take();
        assertTrue(taker.refusal() == ReentrancyGuard.ReentrancyGuardReentrantCall.selector, "refused");
        assertEq(usd.balanceOf(address(taker)), 750_300e6, "its share, once");
    }

    /// In any order, by claims made before and after, whoever is paid part before: each gets its share of each token to
    /// the raw unit, and nobody more than it.
    function testFuzz_sharesInAnyOrder(uint256[5] calldata sizes, uint256 order, uint256 asked) public {
        uint256[5] memory tokens;
        uint256[5] memory ids;
        uint256 sum;
        for (uint256 i; i < 5; ++i) {
            tokens[i] = bound(sizes[i], 1, 50_000);
            sum += tokens[i];
            issue(address(uint160(0x500 + i)), tokens[i]);
            if ((asked >> i) & 1 == 1) ids[i] = request(address(uint160(0x500 + i)), tokens[i]);
        }
        windDown();
        uint256[3] memory held =
            [usd.balanceOf(address(vault)), other.balanceOf(address(vault)), wide.balanceOf(address(vault))];
        for (uint256 n = 5; n != 0; --n) {
            // One of those who are left, drawn by the seed.
            uint256 skip = order % n;
            order /= n;
            for (uint256 i; i < 5; ++i) {
                if (tokens[i] == 0) continue;
                if (skip != 0) {
                    --skip;
                    continue;
                }
                address holder = address(uint160(0x500 + i));
                if ((asked >> i) & 1 == 0) ids[i] = request(holder, tokens[i]);
                take(holder, ids[i], all());
                within(usd.balanceOf(holder), held[0] * tokens[i] / sum);
                within(other.balanceOf(holder), held[1] * tokens[i] / sum);
                within(wide.balanceOf(holder), held[2] * tokens[i] / sum);
                tokens[i] = 0;
                break;
            }
        }
        assertEq(usd.balanceOf(address(vault)) + other.balanceOf(address(vault)), 0, "nothing stays");
        assertEq(vault.totalOwedWad() + claimToken.totalSupply(), 0, "nobody is left");
    }

    /// @dev Each rounding before moves at most one unit to who comes after: five at most.
    function within(uint256 got, uint256 share) private pure {
        assertLe(share, got + 1, "its share");
        assertLe(got, share + 5, "no more");
    }

    // ── what an owner may call ─────────────────────────────────────────────────────────────────────────

    function test_theOwnerCallsInTheVaultsName() public {
        FakeToken stray = new FakeToken("STRAY", 18);
        stray.mint(address(vault), 5e18);
        bytes memory data = abi.encodeCall(IERC20.transfer, (HOLDER, 5e18));
        address[3] memory others = [GUARDIAN, KEEPER, STRANGER];
        for (uint256 i; i < 3; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(NotOwner.selector, others[i]));
            vault.govCall(address(stray), data);
        }
        vm.prank(OWNER);
        vm.expectEmit(address(vault));
        emit OwnerCalled(address(stray), data);
        bytes memory answer = vault.govCall(address(stray), data);
        assertTrue(abi.decode(answer, (bool)), "its answer");
        assertEq(stray.balanceOf(HOLDER), 5e18, "moved");
    }

    function test_aFailedCallRevertsWithItsReason() public {
        usd.setStopped(true);
        vm.prank(OWNER);
        vm.expectRevert(FakeToken.Refused.selector);
        vault.govCall(address(usd), abi.encodeCall(IERC20.transfer, (HOLDER, 1)));
        vm.prank(OWNER);
        vm.expectRevert(ReentrancyGuard.ReentrancyGuardReentrantCall.selector);
        vault.govCall(address(vault), abi.encodeCall(ReserveVault.payRedemptions, (1)));
    }

    function test_afterTheBootstrapOnlyWithNotice() public {
        address[] memory proposers = new address[](1);
        proposers[0] = STRANGER;
        TimelockController timelock = new TimelockController(2 days, proposers, new address[](1), address(0));
        vm.prank(OWNER);
        vault.setOwner(address(timelock));
        schedule(timelock, abi.encodeCall(ReserveVault.acceptOwner, ()));
        vm.warp(block.timestamp + 2 days);
        execute(timelock, abi.encodeCall(ReserveVault.acceptOwner, ()));
        bytes memory transfer = abi.encodeCall(IERC20.transfer, (HOLDER, 5e6));
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(NotOwner.selector, OWNER));
        vault.govCall(address(usd), transfer);
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(NotOwner.selector, OWNER));
        vault.windDown();
        bytes memory call_ = abi.encodeCall(ReserveVault.govCall, (address(usd), transfer));
        schedule(timelock, call_);
        schedule(timelock, abi.encodeCall(ReserveVault.windDown, ()));
        vm.warp(block.timestamp + 2 days - 1);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        timelock.execute(address(vault), 0, call_, bytes32(0), bytes32(0));
        assertEq(usd.balanceOf(HOLDER), 0, "not before");
        vm.warp(block.timestamp + 1);
        execute(timelock, call_);
        assertEq(usd.balanceOf(HOLDER), 5e6, "two days later");
        execute(timelock, abi.encodeCall(ReserveVault.windDown, ()));
        assertTrue(vault.isWoundDown(), "wound down");
    }

    function test_aTimelockThatShortenedItsDelayCallsNothing() public {
        ShortTimelock timelock = new ShortTimelock();
        vm.prank(OWNER);
        vault.setOwner(address(timelock));
        vm.prank(address(timelock));
        vault.acceptOwner();
        timelock.shorten();
        bytes memory reason = abi.encodeWithSelector(NotTimelock.selector, address(timelock));
        vm.prank(address(timelock));
        vm.expectRevert(reason);
        vault.govCall(address(usd), abi.encodeCall(IERC20.transfer, (HOLDER, 5e6)));
        vm.prank(address(timelock));
        vm.expectRevert(reason);
        vault.windDown();
    }

    function schedule(TimelockController timelock, bytes memory data) private {
        vm.prank(STRANGER);
        timelock.schedule(address(vault), 0, data, bytes32(0), bytes32(0), 2 days);
    }

    function execute(TimelockController timelock, bytes memory data) private {
        timelock.execute(address(vault), 0, data, bytes32(0), bytes32(0));
    }

    // ── a keeper fallen silent ─────────────────────────────────────────────────────────────────────────

    function test_anybodyLeavesVenuesOfASilentKeeper() public {
        vm.prank(KEEPER);
        vault.deposit(0, 100_000e6);
        vm.warp(START + 7 days);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, STRANGER));
        vault.withdraw(0, 1e6);
        vm.warp(START + 7 days + 1);
        vm.prank(STRANGER);
        vault.withdraw(0, 60_000e6);
        assertEq(usd.balanceOf(address(vault)), 960_000e6, "into the vault");
        assertEq(usd.balanceOf(STRANGER), 0, "nowhere else");
        vm.prank(STRANGER);
        vault.withdraw(0, type(uint256).max);
        assertEq(vault.keeperAt(), START, "and that was no act of the keeper");
    }

    function test_anyActOfTheKeeperEndsTheSilence() public {
        vm.prank(KEEPER);
        vault.deposit(0, 100_000e6);
        for (uint256 i; i < 4; ++i) {
            pass(7 days + 1);
            vm.prank(STRANGER);
            vault.withdraw(0, 1e6);
            if (i == 0) keeperSwap(other, usd, 1e18, 1e6);
            vm.startPrank(KEEPER);
            if (i == 1) vault.deposit(0, 1e6);
            if (i == 2) vault.withdraw(0, 1e6);
            if (i == 3) vault.setMintPaused(true);
            vm.stopPrank();
            assertEq(vault.keeperAt(), block.timestamp, "seen");
            vm.prank(STRANGER);
            vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, STRANGER));
            vault.withdraw(0, 1e6);
        }
    }

    function test_aRefusedActIsNone() public {
        vm.prank(KEEPER);
        vault.deposit(0, 100_000e6);
        vm.warp(START + 7 days + 1);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(StaleFeed.selector, address(usdFeeds[0]), START, 1 hours));
        vault.deposit(0, 1e6);
        vm.prank(STRANGER);
        vault.withdraw(0, 1e6);
    }

    function test_zeroIsNever() public {
        LawParams memory l = standardLaw();
        l.regime.idleSeconds = 0;
        adopt(l);
        vm.prank(KEEPER);
        vault.deposit(0, 100_000e6);
        vm.warp(START + 3_650 days);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, STRANGER));
        vault.withdraw(0, 1e6);
    }
}

/// @notice Timelock that shortened its own delay after it became the owner.
contract ShortTimelock {
    uint256 public getMinDelay = 2 days;

    function shorten() external {
        getMinDelay = 2 days - 1;
    }
}

/// @notice Holder that asks again for its share while it is being paid.
contract Taker {
    ReserveVault private immutable _vault;
    address private immutable _token;
    bytes4 public refusal;

    constructor(ReserveVault vault_, address token_) {
        (_vault, _token) = (vault_, token_);
    }

    function take() external {
        uint256 id = _vault.requestRedemption(300e18);
        _vault.takeShare(id, _list());
    }

    function onTransfer(address, address, uint256) external {
        try _vault.takeShare(0, _list()) {}
        catch (bytes memory reason) {
            refusal = bytes4(reason);
        }
    }

    function _list() private view returns (address[] memory list) {
        list = new address[](1);
        list[0] = _token;
    }
}
