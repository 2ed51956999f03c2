// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Part} from "./Part.sol";

/// @title Dutch auctions of one vault: what it sells where pools are empty, to whoever pays.
///
/// The keeper opens one, or anybody where the sold asset's exit is open; anybody fills it, whole or in part, with their
/// own tokens. The price is made anew at each fill: it falls from a premium over the prices of that moment to the floor
/// of the law, and ends unsold below it. Each fill is a trade of the vault like any other, with the same floor, budgets,
/// caps and progress. One auction for each sold asset; that of an exit goes before others, and a keeper cannot end it.
/// Holds nothing between calls: a fill is paid here, so nothing that was the vault's already can pay for it.
contract Auction is Part {
    using SafeERC20 for IERC20;
    using Math for uint256;

    uint256 private constant BPS = 10_000;

    mapping(address sold => Lot) public lots;
    address private transient _filler;
    uint256 private transient _paid;

    /// @notice Offers `amount` of an asset for another; in an exit all there is, so that nobody holds it up with a crumb.
    function open(address sold, address bought, uint256 amount, bool isExit) external {
        IVault v = IVault(vault);
        if (msg.sender != v.keeper() && !isExit) revert NotKeeper(msg.sender);
        if (amount == 0) revert ZeroAmount();
        Lot storage lot = lots[sold];
        if (_isLive(lot) && (lot.isExit || !isExit)) revert AuctionIsOpen(sold);
        uint256 period = v.oracle().regime().auctionSeconds;
        if (period == 0) revert NoAuction(sold);
        Mode mode = v.mode();
        if (mode == Mode.Frozen) revert WrongMode(mode);
        v.law().tradeTerms(sold, bought, isExit ? 1 : amount, isExit, true, mode);
        if (isExit) amount = type(uint256).max;
        lots[sold] = Lot(bought, isExit, uint64(block.timestamp), uint64(block.timestamp + period), amount);
        emit AuctionOpened(sold, bought, amount, isExit, block.timestamp + period);
    }

    /// @notice Ends an auction: guardian and owner any, the keeper none of an exit.
    function close(address sold) external {
        IVault v = IVault(vault);
        bool mayAll = msg.sender == v.guardian() || msg.sender == v.owner();
        if (!mayAll && (msg.sender != v.keeper() || lots[sold].isExit)) revert NotGuardian(msg.sender);
        delete lots[sold];
        emit AuctionClosed(sold);
    }

    /// @notice What `amount` costs now, in raw units of the bought asset, rounded up.
    function price(address sold, uint256 amount) public view returns (uint256) {
        Lot memory lot = lots[sold];
        if (!_isLive(lots[sold])) revert NoAuction(sold);
        IVault v = IVault(vault);
        // The mode is asked by the trade itself.
        SwapTerms memory t = v.law().tradeTerms(sold, lot.bought, amount, lot.isExit, true, Mode.Run);
        uint256 premium = BPS + v.oracle().regime().auctionPremiumBps;
        uint256 first = (t.valueWad * premium).mulDiv(t.unitOut, t.lowOutWad * BPS, Math.Rounding.Ceil).max(t.floorOut);
        uint256 left =
            (first - t.floorOut).mulDiv(lot.endsAt - block.timestamp, lot.endsAt - lot.startedAt, Math.Rounding.Ceil);
        return t.floorOut + left;
    }

    /// @notice Buys `amount` for at most `maxPay`, which the caller approved to this contract. Anybody.
    function fill(address sold, uint256 amount, uint256 maxPay) external returns (uint256 paid) {
        Lot storage lot = lots[sold];
        if (amount == 0) revert ZeroAmount();
        if (amount > lot.left) revert NoAuction(sold);
        paid = price(sold, amount);
        if (paid > maxPay) revert AbovePrice(paid, maxPay);
        lot.left -= amount;
        (IERC20 bought, bool isExit) = (IERC20(lot.bought), lot.isExit);
        uint256 before = bought.balanceOf(address(this));
        bought.safeTransferFrom(msg.sender, address(this), paid);
        uint256 got = bought.balanceOf(address(this)) - before;
        if (got != paid) revert TransferMismatch(address(bought), paid, got);
        (_filler, _paid) = (msg.sender, paid);
        IVault(vault).swap(sold, address(bought), 0, amount, paid, isExit);
        (_filler, _paid) = (address(0), 0);
        emit AuctionFilled(sold, msg.sender, amount, paid);
    }

    /// @notice What an Executor does, with who fills in the place of a router. The vault alone, within a fill.
    function swap(address tokenIn, address tokenOut, uint24, uint256 amountIn, uint256)
        external
        onlyVault
        returns (uint256)
    {
        IERC20(tokenIn).safeTransfer(_filler, amountIn);
        IERC20(tokenOut).safeTransfer(vault, IERC20(tokenOut).balanceOf(address(this)));
        return _paid;
    }

    function _isLive(Lot storage lot) private view returns (bool) {
        return lot.left != 0 && block.timestamp < lot.endsAt;
    }
}
