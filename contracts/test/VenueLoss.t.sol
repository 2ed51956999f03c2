// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FakeAToken, FakeFeed, FakeSavings, FakeToken, IHook} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice Gives the vault more receipts whenever a token moves.
contract Giver is IHook {
    FakeAToken private immutable _receipt;
    address private immutable _to;

    constructor(FakeAToken receipt, address to) {
        (_receipt, _to) = (receipt, to);
    }

    function onTransfer(address, address, uint256) external {
        _receipt.mint(_to, 1_000_000e6);
    }
}

/// @notice What a venue took is charged, to the unit and whatever the venue does.
contract VenueLossTest is Reserve {
    function lossUsed() private view returns (uint256) {
        return vault.state().lossUsedWad;
    }

    function test_aVenueThatTakesMoreThanItIsGiven() public {
        vm.startPrank(KEEPER);
        vault.deposit(0, 1_000e6);
        savings.setFees(20_000, 0);
        vault.deposit(0, 100e6);
        assertEq(book.deployed(0), 900e6, "less than before");
        assertEq(lossUsed(), 100e18, "all that was given is lost");
    }

    function test_aVenueThatGivesWhileItIsLeft() public {
        vm.startPrank(KEEPER);
        vault.deposit(1, 1_000e6);
        usd.setHook(address(new Giver(receipt, address(vault))));
        vault.withdraw(1, 400e6);
        assertLe(1_000e6, book.deployed(1), "more than before");
        assertEq(lossUsed(), 0, "nothing lost");
    }

    function test_leavingWholeReadsNoFeed() public {
        vm.prank(KEEPER);
        vault.deposit(1, 1_000e6);
        // Feeds that burn all gas they are given.
        vm.etch(address(usdFeeds[0]), hex"5b600056");
        vm.etch(address(usdFeeds[1]), hex"5b600056");
        vm.prank(KEEPER);
        vault.withdraw{gas: 3_000_000}(1, 1_000e6);
        assertEq(usd.balanceOf(address(vault)), 1_000_000e6, "home");
    }

    /// @dev A savings vault of this asset in place of the others.
    function list(LawParams memory l, FakeToken token) private returns (FakeSavings venue) {
        venue = new FakeSavings(token);
        l.venues = new VenueParams[](1);
        l.venues[0] = VenueParams(1, address(venue), address(token), address(venue), 2_000, 0, 0, 0, true);
        adopt(l);
    }

    /// @dev In and half out again, where the venue keeps a fee on the way out.
    function comeAndGo(FakeSavings venue, uint256 amount, uint256 feeBps) private {
        venue.setFees(0, feeBps);
        vm.startPrank(KEEPER);
        vault.deposit(0, 2 * amount);
        vault.withdraw(0, amount);
        vm.stopPrank();
    }

    function test_aLossIsRoundedUpAndOnlyOneUnitForgiven() public {
        for (uint256 i; i < 2; ++i) {
            otherFeeds[i].setDecimals(18);
            otherFeeds[i].set(1e18 + 1);
        }
        FakeSavings venue = list(standardLaw(), other);
        comeAndGo(venue, 10_000, 1);
        assertEq(lossUsed(), 0, "one is the venue's rounding");
        comeAndGo(venue, 10_000, 2);
        assertEq(lossUsed(), 3, "two are worth a part more than two");
    }

    function test_aUnitWorthATenthOfACentIsALoss() public {
        LawParams memory l = standardLaw();
        AssetParams[] memory more = new AssetParams[](4);
        (more[0], more[1], more[2]) = (l.assets[0], l.assets[1], l.assets[2]);
        FakeToken coarse = new FakeToken("COARSE", 3);
        FakeFeed[2] memory feeds = [new FakeFeed(8, 1e8), new FakeFeed(8, 1e8)];
        more[3] = assetOf(coarse, feeds, 0, 0);
        l.assets = more;
        coarse.mint(address(vault), 100_000e3);
        comeAndGo(list(l, coarse), 10e3, 1);
        assertEq(lossUsed(), 1e15, "no dust");
    }
}
