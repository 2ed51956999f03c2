// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FakeToken} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice Token that never counts down what was approved: only an approval taken back is gone.
contract LaxToken is FakeToken {
    constructor(string memory symbol_, uint8 decimals_) FakeToken(symbol_, decimals_) {}

    function _spendAllowance(address, address, uint256) internal override {}
}

/// @notice The parts of a vault listen to it alone, and leave no approval behind.
contract PartsTest is Reserve {
    function refuseStranger() private {
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotVault.selector, STRANGER));
    }

    function test_aPartIsBoundOnce() public {
        refuseStranger();
        law.bind(STRANGER);
        refuseStranger();
        book.bind(STRANGER);
        refuseStranger();
        oracle.bind(STRANGER);
    }

    function test_theOracleListensToItsVaultAlone() public {
        LawParams memory l = standardLaw();
        refuseStranger();
        oracle.adoptPolicy(DOCUMENT, l);
        refuseStranger();
        oracle.tightenAsset(address(usd), AssetTightening(0, 0, 10_000, 0, false, true));
        refuseStranger();
        oracle.enableAsset(address(usd));
        refuseStranger();
        oracle.pushHaircut(address(other), 3_000);
        setPrices(otherFeeds, 0.9e8, 0.9e8);
        refuseStranger();
        oracle.openExit(address(other), true);
    }

    function test_theBookListensToItsVaultAlone() public {
        LawParams memory l = standardLaw();
        refuseStranger();
        book.adoptPolicy(DOCUMENT, l);
        refuseStranger();
        book.tightenVenue(0, 0, false);
        book.poke();
        refuseStranger();
        book.note(1e30);
        issue(HOLDER, 100);
        request(HOLDER, 100);
        refuseStranger();
        book.addClaim(STRANGER, 100e18, l.redemption);
        refuseStranger();
        book.payDue(1);
        refuseStranger();
        book.payAlone(0, HOLDER);
        address[] memory tokens = new address[](1);
        tokens[0] = address(usd);
        refuseStranger();
        book.payShare(0, HOLDER, tokens);
    }

    function test_theVaultPaysForItsBookAlone() public {
        refuseStranger();
        vault.payOut(0, STRANGER, address(usd), 1, 0);
        refuseStranger();
        vault.canPay(address(usd), 1);
    }

    /// Gives a token that is listed already the code of one that forgets no approval.
    function relax(FakeToken token) private {
        vm.etch(address(token), address(new LaxToken("LAX", token.decimals())).code);
    }

    function test_noApprovalToTheRouterOutlivesASwap() public {
        relax(other);
        aim(5_000, 2_000, 3_000);
        keeperSwap(other, usd, 1_000e18, 1_000e6);
        assertEq(other.allowance(address(executor), address(router)), 0, "taken back");
    }

    function test_noApprovalToAVenueOutlivesADeposit() public {
        relax(usd);
        vm.startPrank(KEEPER);
        vault.deposit(0, 100e6);
        vault.deposit(1, 100e6);
        assertEq(usd.allowance(address(vault), address(savings)), 0, "savings");
        assertEq(usd.allowance(address(vault), address(pool)), 0, "pool");
    }
}
