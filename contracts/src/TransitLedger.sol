// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IBridge} from "./interfaces/Outside.sol";
import {Limits} from "./Limits.sol";
import {IReserveVault} from "./interfaces/IReserveVault.sol";

/// @title One route by which a vault sends one token to one recipient on another chain.
///
/// To the vault it is a venue of the second kind: supply() sends, the balance is what counts of what is on its way, and
/// withdraw() takes back what returned. So the caps of a venue, its counterparties (bridge and chain), the loss budget
/// and the guardian bind it as they bind any other. Bridge, destination and recipient are fixed for good; no caller
/// names them.
///
/// A bridge may lie that a transfer arrived, which frees the route for the next. So what was sent, whatever became of it,
/// is a leaky bucket that drains the cap in the greatest age: in any such period at most twice the cap leaves this chain.
///
/// What is on its way counts less by a rate for each day, and not at all beyond the greatest age. Each transfer has a
/// number; the bridge settles it once, as arrived (it counts on the other chain from then on) or returned (its tokens
/// must have come with the call, and lie here until the vault takes them). A number settled is settled for good, also
/// when it was too old to count. Tokens nobody sent for a transfer count only once the vault may take them: never more
/// than what returned. A law lists it in a slower class than cash at once: of that class counts what tokens lie here, up
/// to what is on its way, and anybody can send some.
contract TransitLedger {
    using SafeERC20 for IERC20;
    using Limits for Limits.Bucket;
    using Math for uint256;

    /// A rate of all of it each day, for a day: so that haircuts grow with each second.
    uint256 private constant WHOLE = 10_000 * 1 days;
    uint256 private constant MAX_OPEN = 16;

    /// Amounts in raw units of the token. cap: most that may be on its way, and most that drains in maxAgeSeconds. Rates in bps of what was sent.
    struct Route {
        address asset;
        address bridge;
        uint64 destination;
        bytes32 recipient;
        uint64 maxAgeSeconds;
        uint16 haircutPerDayBps;
        uint256 cap;
    }

    struct Transfer {
        uint256 amount;
        uint64 sentAt;
        bool isSettled;
    }

    address public immutable vault;
    Route private _route;
    Transfer[] private _transfers;
    uint256[] private _open;
    uint256 public returned;
    /// What was sent, whatever became of it.
    Limits.Bucket private _sent;

    event Sent(uint256 indexed id, uint256 amount);
    event Settled(uint256 indexed id, bool hasArrived);

    error NotBridge(address caller);
    error AlreadySettled(uint256 id);
    error RouteFull(uint256 amount, uint256 left);

    modifier onlyVault() {
        if (msg.sender != vault) revert IReserveVault.NotVault(msg.sender);
        _;
    }

    constructor(address vault_, Route memory route_) {
        bool isWrong = route_.bridge == address(0) || route_.recipient == 0 || route_.maxAgeSeconds == 0;
        if (isWrong || route_.cap > type(uint128).max) revert IReserveVault.BadParameter("route");
        (vault, _route) = (vault_, route_);
    }

    // ── the vault's side ───────────────────────────────────────────────────────────────────────────────

    /// @notice Sends `amount` on its way.
    function supply(address asset, uint256 amount, address, uint16) external onlyVault {
        Route memory r = _route;
        if (asset != r.asset) revert IReserveVault.UnknownAsset(asset);
        (bool fits, uint256 free) = _sent.spend(r.cap, r.cap * 1 days / r.maxAgeSeconds, amount);
        uint256 left = free.min(r.cap.saturatingSub(_underway()));
        if (!fits || amount > left || _open.length == MAX_OPEN) revert RouteFull(amount, left);
        uint256 id = _transfers.length;
        _transfers.push(Transfer(amount, uint64(block.timestamp), false));
        _open.push(id);
        uint256 before = IERC20(asset).balanceOf(address(this));
        IERC20(asset).safeTransferFrom(msg.sender, address(this), amount);
        IERC20(asset).forceApprove(r.bridge, amount);
        IBridge(r.bridge).send(id, asset, amount, r.destination, r.recipient);
        IERC20(asset).forceApprove(r.bridge, 0);
        // What a bridge leaves behind would count as on its way and lie here for good; nor may it take what returned.
        uint256 taken = (before + amount).saturatingSub(IERC20(asset).balanceOf(address(this)));
        if (taken != amount) revert IReserveVault.TransferMismatch(asset, amount, taken);
        emit Sent(id, amount);
    }

    /// @notice Takes back what returned (all of it for the largest uint256).
    function withdraw(address, uint256 amount, address to) external onlyVault returns (uint256) {
        if (amount == type(uint256).max) amount = returned;
        if (amount > returned) revert IReserveVault.InsufficientIdle(_route.asset, returned, amount);
        returned -= amount;
        IERC20(_route.asset).safeTransfer(to, amount);
        return amount;
    }

    /// @notice What counts: what returned, and what is on its way less its age.
    function balanceOf(address holder) external view returns (uint256 counted) {
        if (holder != vault) return 0;
        Route memory r = _route;
        counted = returned;
        for (uint256 i; i < _open.length; ++i) {
            Transfer memory t = _transfers[_open[i]];
            uint256 age = block.timestamp - t.sentAt;
            if (age > r.maxAgeSeconds) continue;
            uint256 kept = WHOLE.saturatingSub(age * r.haircutPerDayBps);
            counted += t.amount.mulDiv(kept, WHOLE);
        }
    }

    // ── the bridge's side ──────────────────────────────────────────────────────────────────────────────

    /// @notice Settles a transfer, once: it arrived, or its tokens come back with this call.
    function settle(uint256 id, bool hasArrived) external {
        Route memory r = _route;
        if (msg.sender != r.bridge) revert NotBridge(msg.sender);
        if (id >= _transfers.length || _transfers[id].isSettled) revert AlreadySettled(id);
        _transfers[id].isSettled = true;
        for (uint256 i; i < _open.length; ++i) {
            if (_open[i] != id) continue;
            _open[i] = _open[_open.length - 1];
            _open.pop();
            break;
        }
        if (!hasArrived) {
            uint256 amount = _transfers[id].amount;
            uint256 before = IERC20(r.asset).balanceOf(address(this));
            returned += amount;
            IERC20(r.asset).safeTransferFrom(msg.sender, address(this), amount);
            uint256 got = IERC20(r.asset).balanceOf(address(this)) - before;
            if (got != amount) revert IReserveVault.TransferMismatch(r.asset, amount, got);
        }
        emit Settled(id, hasArrived);
    }

    // ── reading ────────────────────────────────────────────────────────────────────────────────────────

    function UNDERLYING_ASSET_ADDRESS() external view returns (address) {
        return _route.asset;
    }

    function POOL() external view returns (address) {
        return address(this);
    }

    function route() external view returns (Route memory) {
        return _route;
    }

    function transfer(uint256 id) external view returns (Transfer memory) {
        return _transfers[id];
    }

    function openTransfers() external view returns (uint256[] memory) {
        return _open;
    }

    function _underway() private view returns (uint256 amount) {
        for (uint256 i; i < _open.length; ++i) {
            amount += _transfers[_open[i]].amount;
        }
    }
}
