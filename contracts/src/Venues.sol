// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IReserveVault} from "./interfaces/IReserveVault.sol";
import {IAavePool, IAToken} from "./interfaces/Outside.sol";

/// @notice The venues the vault can enter and leave, one branch per kind.
library Venues {
    using SafeERC20 for IERC20;

    uint8 internal constant ERC4626 = 1;
    uint8 internal constant AAVE_V3 = 2;

    /// @notice Whether the venue really is what the law says it is.
    function isWellFormed(IReserveVault.VenueParams memory v) internal view returns (bool) {
        if (v.kind == ERC4626) return v.receipt == v.target && IERC4626(v.target).asset() == v.asset;
        if (v.kind != AAVE_V3) return false;
        return IAToken(v.receipt).UNDERLYING_ASSET_ADDRESS() == v.asset && IAToken(v.receipt).POOL() == v.target;
    }

    /// @return Tokens of the asset `holder` has in the venue.
    function deployed(IReserveVault.VenueParams memory v, address holder) internal view returns (uint256) {
        uint256 receipts = IERC20(v.receipt).balanceOf(holder);
        return v.kind == ERC4626 ? IERC4626(v.target).convertToAssets(receipts) : receipts;
    }

    /// @return Tokens the venue could give back at once.
    function withdrawable(IReserveVault.VenueParams memory v, address holder) internal view returns (uint256) {
        return v.kind == ERC4626 ? IERC4626(v.target).maxWithdraw(holder) : IERC20(v.asset).balanceOf(v.receipt);
    }

    /// @notice Enters with exactly `amount`; the approval is exact and back to zero.
    function enter(IReserveVault.VenueParams memory v, uint256 amount) internal {
        IERC20(v.asset).forceApprove(v.target, amount);
        if (v.kind == ERC4626) IERC4626(v.target).deposit(amount, address(this));
        else IAavePool(v.target).supply(v.asset, amount, address(this), 0);
        IERC20(v.asset).forceApprove(v.target, 0);
    }

    /// @notice Takes `amount` back, or everything for the largest uint256.
    function leave(IReserveVault.VenueParams memory v, uint256 amount) internal {
        if (v.kind == AAVE_V3) IAavePool(v.target).withdraw(v.asset, amount, address(this));
        else if (amount != type(uint256).max) IERC4626(v.target).withdraw(amount, address(this), address(this));
        else IERC4626(v.target).redeem(IERC20(v.receipt).balanceOf(address(this)), address(this), address(this));
    }
}
