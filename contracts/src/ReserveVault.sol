// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {IReserveVault} from "./interfaces/IReserveVault.sol";
import {Executor} from "./Executor.sol";
import {LiabilityToken} from "./LiabilityToken.sol";
import {Limits} from "./Limits.sol";
import {PriceReader} from "./PriceReader.sol";

interface IAavePool {
    function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode) external;
    function withdraw(address asset, uint256 amount, address to) external returns (uint256);
}

/// @title Reserve vault: holds a reserve, and bounds what its keeper can do to it.
///
/// What it promises. The keeper's key is assumed stolen. Whatever it calls, in every window of a day the
/// reserve loses at most the loss budget (burst + refill) through swaps, valued at the higher feed for what
/// is sold and at the lower feed for what is bought; each swap returns at least the floor computed here from
/// the feeds; turnover in every window of a day stays inside its own budget; no call names a recipient, a
/// target or calldata; after each call every approval is zero. If one of an asset's two feeds is honest the
/// charged loss is never less than the true one. The mean of the feeds would not have this property.
///
/// What it does not promise. It does not protect against both feeds of an asset lying the same way (then only
/// the turnover budget is left), against price moves of what is held, against a venue failing (its cap bounds
/// that), or against the owner, who should be a timelock.
///
/// Tokens. Standard ERC-20 only: a transfer that delivers another amount than asked reverts. Listing a token
/// is the owner's act. Feeds answer in dollars through the Chainlink interface.
///
/// Roles. Owner: the DAO's timelock; sets the law. Guardian: may only tighten and freeze. Keeper: the typed
/// actions. Anybody: request redemption of their own tokens, pay due redemptions in order.
///
/// Modes. Run: everything. ExitOnly: no deposit, no mint, swaps only into the base asset. Frozen: no swap, no
/// deposit, no mint. Withdrawals from venues and redemptions work in every mode and need no feed when the
/// claim is payable in its own payout asset.
contract ReserveVault is IReserveVault, ReentrancyGuard {
    using SafeERC20 for IERC20;
    using Limits for Limits.Bucket;

    uint256 private constant BPS = 10_000;
    uint256 private constant WAD = 1e18;
    uint256 private constant MAX_ASSETS = 16;
    uint256 private constant MAX_SLIP_BPS = 500;
    uint256 private constant MAX_EXIT_SLIP_BPS = 2_500;

    LiabilityToken public immutable liability;
    Executor public immutable executor;

    address public owner;
    address public guardian;
    address public keeper;
    address public baseAsset;
    Mode public mode;
    bool public mintPaused;
    bytes32 public policyDocumentHash;

    address[] private _assets;
    mapping(address token => AssetParams) private _params;
    VenueParams[] private _venues;
    LimitParams private _limits;
    RedemptionParams private _terms;
    Redemption[] private _redemptions;
    uint256 public nextRedemption;
    uint256 private _pendingLiability;
    uint256 private _pendingPayout;

    Limits.Bucket private _loss;
    Limits.Bucket private _turnover;
    Limits.Bucket private _mint;
    Limits.Bucket private _redeem;

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        _;
    }

    modifier onlyGuardian() {
        if (msg.sender != guardian && msg.sender != owner) revert NotGuardian(msg.sender);
        _;
    }

    modifier onlyKeeper() {
        if (msg.sender != keeper) revert NotKeeper(msg.sender);
        _;
    }

    constructor(address owner_, address guardian_, address keeper_, address liability_, address router_) {
        owner = owner_;
        guardian = guardian_;
        keeper = keeper_;
        liability = LiabilityToken(liability_);
        executor = new Executor(address(this), router_);
    }

    // ── law ────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Replaces the whole law in one call, so that coupled parameters never change apart.
    /// The first token is the base asset. Bounds no vote can pass: slip ≤ 5 %, exit slip ≤ 25 %,
    /// targets summing to at most 100 %, an endogenous asset at a haircut of 100 % and closed to entry.
    function adoptPolicy(
        bytes32 documentHash,
        address[] calldata tokens,
        AssetParams[] calldata params,
        VenueParams[] calldata venues,
        LimitParams calldata limits,
        RedemptionParams calldata terms
    ) external onlyOwner {
        if (tokens.length != params.length) revert LengthMismatch();
        if (tokens.length == 0 || tokens.length > MAX_ASSETS) revert BadParameter("assets");
        for (uint256 i; i < _assets.length; ++i) delete _params[_assets[i]];
        delete _assets;
        delete _venues;
        uint256 targets;
        for (uint256 i; i < tokens.length; ++i) {
            _checkAsset(tokens[i], params[i]);
            targets += params[i].targetBps;
            _assets.push(tokens[i]);
            _params[tokens[i]] = params[i];
        }
        if (targets > BPS) revert BadParameter("targets");
        for (uint256 i; i < venues.length; ++i) {
            if (venues[i].kind == 0 || venues[i].kind > 2 || _params[venues[i].asset].feedA == address(0)) {
                revert BadParameter("venue");
            }
            _venues.push(venues[i]);
        }
        if (terms.feeBps > BPS || _params[terms.payoutAsset].feedA == address(0)) revert BadParameter("terms");
        baseAsset = tokens[0];
        _limits = limits;
        _terms = terms;
        policyDocumentHash = documentHash;
        emit PolicyAdopted(documentHash, policyParametersHash());
    }

    function _checkAsset(address token, AssetParams calldata p) private view {
        if (p.feedA == address(0) || p.heartbeatA == 0) revert BadParameter("feed");
        if (p.minPriceWad == 0 || p.minPriceWad >= p.maxPriceWad) revert BadParameter("bounds");
        if (p.slipBps > MAX_SLIP_BPS || p.exitSlipBps > MAX_EXIT_SLIP_BPS) revert BadParameter("slip");
        if (p.haircutBps > BPS || p.maxBps > BPS || p.targetBps > p.maxBps) revert BadParameter("weights");
        if (p.endogenous && (p.haircutBps != BPS || p.entryAllowed)) revert BadParameter("endogenous");
        if (_params[token].feedA != address(0)) revert BadParameter("duplicate");
    }

    /// @notice Changes iff a value enforced here changes.
    function policyParametersHash() public view returns (bytes32) {
        AssetParams[] memory params = new AssetParams[](_assets.length);
        for (uint256 i; i < _assets.length; ++i) params[i] = _params[_assets[i]];
        return keccak256(abi.encode(_assets, params, _venues, _limits, _terms));
    }

    /// @notice Narrows one asset; loosening anything reverts.
    function tightenAsset(
        address token,
        uint16 slipBps,
        uint16 haircutBps,
        uint16 maxBps,
        bool entryAllowed,
        bool disabled
    ) external onlyGuardian {
        AssetParams storage p = _known(token);
        if (slipBps > p.slipBps) revert Loosening("slip");
        if (haircutBps < p.haircutBps || haircutBps > BPS) revert Loosening("haircut");
        if (maxBps > p.maxBps) revert Loosening("max");
        if (entryAllowed && !p.entryAllowed) revert Loosening("entry");
        if (!disabled && p.disabled) revert Loosening("disabled");
        (p.slipBps, p.haircutBps, p.maxBps) = (slipBps, haircutBps, maxBps);
        (p.entryAllowed, p.disabled) = (entryAllowed, disabled);
        emit AssetTightened(token);
    }

    /// @notice Narrows the budgets; loosening any reverts.
    function tightenLimits(LimitParams calldata l) external onlyGuardian {
        LimitParams storage c = _limits;
        if (l.lossBurstWad > c.lossBurstWad || l.lossRefillPerDayWad > c.lossRefillPerDayWad) revert Loosening("loss");
        if (l.turnoverBurstWad > c.turnoverBurstWad || l.turnoverRefillPerDayWad > c.turnoverRefillPerDayWad) {
            revert Loosening("turnover");
        }
        if (l.minBackingWad < c.minBackingWad) revert Loosening("backing");
        if (l.maxVaultValueWad > c.maxVaultValueWad) revert Loosening("value");
        if (l.mintCapPerDayWad > c.mintCapPerDayWad) revert Loosening("mint");
        _limits = l;
        emit LimitsTightened();
    }

    /// @notice Owner: any mode. Guardian: only a stricter one.
    function setMode(Mode newMode) external onlyGuardian {
        if (msg.sender != owner && newMode < mode) revert Loosening("mode");
        mode = newMode;
        emit ModeChanged(newMode);
    }

    /// @notice Keeper and guardian may pause intake; only the keeper in Run mode and the owner may resume it.
    function setMintPaused(bool paused) external {
        bool mayPause = msg.sender == keeper || msg.sender == guardian || msg.sender == owner;
        bool mayResume = msg.sender == owner || (msg.sender == keeper && mode == Mode.Run);
        if (paused ? !mayPause : !mayResume) revert NotKeeper(msg.sender);
        mintPaused = paused;
        emit MintPaused(paused);
    }

    function setGuardian(address account) external onlyOwner {
        guardian = account;
        emit RoleChanged("guardian", account);
    }

    function setKeeper(address account) external onlyGuardian {
        if (msg.sender != owner && account != address(0)) revert Loosening("keeper");
        keeper = account;
        emit RoleChanged("keeper", account);
    }

    function setOwner(address account) external onlyOwner {
        owner = account;
        emit RoleChanged("owner", account);
    }

    // ── oracle ─────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Lowest and highest of the asset's feeds in dollars per whole token. Reverts when any is stale
    /// or outside its hard bounds; never falls through to the other feed.
    function quote(address token) public view returns (uint256 lowWad, uint256 highWad) {
        AssetParams storage p = _known(token);
        lowWad = PriceReader.read(p.feedA, p.heartbeatA, p.minPriceWad, p.maxPriceWad);
        highWad = lowWad;
        if (p.feedB != address(0)) {
            uint256 other = PriceReader.read(p.feedB, p.heartbeatB, p.minPriceWad, p.maxPriceWad);
            if (other < lowWad) lowWad = other;
            else highWad = other;
        }
    }

    /// @notice Least amount a swap must return, and its value at the price charged to the budgets.
    /// Sold at the higher feed, bought at the lower. An exit is floored from the sold asset's lower feed,
    /// so that two honest feeds far apart in a crash do not trap the asset; its loss is still charged high.
    function swapFloor(address tokenIn, address tokenOut, uint256 amountIn, bool exit_)
        public
        view
        returns (uint256 minOut, uint256 valueHighWad)
    {
        AssetParams storage pIn = _known(tokenIn);
        AssetParams storage pOut = _known(tokenOut);
        (uint256 lowIn, uint256 highIn) = quote(tokenIn);
        (uint256 lowOut, uint256 highOut) = quote(tokenOut);
        if (!exit_) _requireAgreement(tokenIn, lowIn, highIn, pIn.maxDeviationBps);
        _requireAgreement(tokenOut, lowOut, highOut, pOut.maxDeviationBps);
        valueHighWad = (amountIn * highIn) / (10 ** pIn.decimals);
        uint256 slip = exit_ ? pIn.exitSlipBps : pIn.slipBps;
        uint256 priceIn = exit_ ? lowIn : highIn;
        uint256 kept = amountIn * priceIn * (BPS - slip);
        minOut = _divUp(kept * (10 ** pOut.decimals) / (10 ** pIn.decimals), lowOut * BPS);
    }

    function _requireAgreement(address token, uint256 low, uint256 high, uint256 maxDeviationBps) private pure {
        if ((high - low) * BPS > low * maxDeviationBps) revert FeedsDisagree(token, low, high);
    }

    // ── keeper ─────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Sells exactly amountIn through the pinned router. Floor: the larger of the keeper's and ours.
    function swap(address tokenIn, address tokenOut, uint24 poolFee, uint256 amountIn, uint256 keeperMinOut, bool exit_)
        external
        onlyKeeper
        nonReentrant
        returns (uint256 amountOut)
    {
        if (amountIn == 0) revert ZeroAmount();
        if (mode == Mode.Frozen) revert WrongMode(mode);
        if ((exit_ || mode == Mode.ExitOnly) && tokenOut != baseAsset) revert ExitOnlyIntoBase(tokenOut);
        AssetParams storage pOut = _known(tokenOut);
        if (tokenOut != baseAsset && (!pOut.entryAllowed || pOut.disabled)) revert EntryForbidden(tokenOut);
        (uint256 floorOut, uint256 valueWad) = swapFloor(tokenIn, tokenOut, amountIn, exit_);
        if (keeperMinOut > floorOut) floorOut = keeperMinOut;
        _spendTurnover(valueWad);

        amountOut = _exchange(tokenIn, tokenOut, poolFee, amountIn, floorOut);
        (uint256 lowOut,) = quote(tokenOut);
        uint256 receivedWad = (amountOut * lowOut) / (10 ** pOut.decimals);
        uint256 lossWad = valueWad > receivedWad ? valueWad - receivedWad : 0;
        _spendLoss(lossWad);
        if (tokenOut != baseAsset) _requireWeight(tokenOut, pOut);
        emit Swapped(tokenIn, tokenOut, amountIn, amountOut, lossWad);
    }

    function _exchange(address tokenIn, address tokenOut, uint24 poolFee, uint256 amountIn, uint256 floorOut)
        private
        returns (uint256 amountOut)
    {
        uint256 balanceIn = IERC20(tokenIn).balanceOf(address(this));
        uint256 balanceOut = IERC20(tokenOut).balanceOf(address(this));
        IERC20(tokenIn).safeTransfer(address(executor), amountIn);
        amountOut = executor.swap(tokenIn, tokenOut, poolFee, amountIn, floorOut);
        if (amountOut < floorOut) revert BelowFloor(amountOut, floorOut);
        uint256 spent = balanceIn - IERC20(tokenIn).balanceOf(address(this));
        if (spent != amountIn) revert TransferMismatch(tokenIn, amountIn, spent);
        uint256 gained = IERC20(tokenOut).balanceOf(address(this)) - balanceOut;
        if (gained < amountOut) revert TransferMismatch(tokenOut, amountOut, gained);
    }

    /// @notice Moves idle assets into a listed venue, within its cap.
    function deposit(uint256 venueIndex, uint256 amount) external onlyKeeper nonReentrant {
        if (amount == 0) revert ZeroAmount();
        if (mode != Mode.Run) revert WrongMode(mode);
        VenueParams memory v = _venue(venueIndex);
        AssetParams storage p = _known(v.asset);
        if (!v.entryAllowed || p.disabled) revert EntryForbidden(v.asset);
        uint256 before = IERC20(v.asset).balanceOf(address(this));
        IERC20(v.asset).forceApprove(v.target, amount);
        if (v.kind == 1) IERC4626(v.target).deposit(amount, address(this));
        else IAavePool(v.target).supply(v.asset, amount, address(this), 0);
        IERC20(v.asset).forceApprove(v.target, 0);
        uint256 spent = before - IERC20(v.asset).balanceOf(address(this));
        if (spent != amount) revert TransferMismatch(v.asset, amount, spent);
        (uint256 low,) = quote(v.asset);
        uint256 placedWad = (_deployed(v) * low) / (10 ** p.decimals);
        uint256 capWad = (totalValueLow() * v.maxBps) / BPS;
        if (placedWad > capWad) revert VenueCapExceeded(venueIndex, placedWad, capWad);
        emit Deposited(venueIndex, amount);
    }

    /// @notice Takes assets back from a venue: in every mode, with dead feeds too.
    function withdraw(uint256 venueIndex, uint256 amount) external nonReentrant returns (uint256 got) {
        if (msg.sender != keeper && mode != Mode.Frozen) revert NotKeeper(msg.sender);
        if (amount == 0) revert ZeroAmount();
        VenueParams memory v = _venue(venueIndex);
        uint256 before = IERC20(v.asset).balanceOf(address(this));
        if (v.kind == 1) IERC4626(v.target).withdraw(amount, address(this), address(this));
        else IAavePool(v.target).withdraw(v.asset, amount, address(this));
        got = IERC20(v.asset).balanceOf(address(this)) - before;
        if (got < amount) revert TransferMismatch(v.asset, amount, got);
        emit Withdrawn(venueIndex, got);
    }

    // ── holders ────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Takes an asset in at min(lower feed, par) and issues liabilities for it.
    function mint(address asset, uint256 amount, uint256 minLiabilityOut)
        external
        nonReentrant
        returns (uint256 issued)
    {
        if (amount == 0) revert ZeroAmount();
        if (mode != Mode.Run) revert WrongMode(mode);
        if (mintPaused) revert MintIsPaused();
        AssetParams storage p = _known(asset);
        if (!p.entryAllowed || p.disabled || p.endogenous) revert EntryForbidden(asset);
        (uint256 low, uint256 high) = quote(asset);
        _requireAgreement(asset, low, high, p.maxDeviationBps);
        uint256 price = low < WAD || asset != _terms.payoutAsset ? low : WAD;
        issued = (amount * price) / (10 ** p.decimals);
        (bool fits, uint256 left) = _mint.spend(_limits.mintCapPerDayWad, _limits.mintCapPerDayWad, issued);
        if (!fits) revert MintCapExceeded(issued, left);
        if (issued < minLiabilityOut) revert BelowFloor(issued, minLiabilityOut);
        uint256 before = IERC20(asset).balanceOf(address(this));
        IERC20(asset).safeTransferFrom(msg.sender, address(this), amount);
        uint256 got = IERC20(asset).balanceOf(address(this)) - before;
        if (got != amount) revert TransferMismatch(asset, amount, got);
        _requireWeight(asset, p);
        uint256 total = totalValueLow();
        if (total > _limits.maxVaultValueWad) revert VaultValueCapExceeded(total, _limits.maxVaultValueWad);
        liability.mint(msg.sender, issued);
        emit Minted(msg.sender, asset, amount, issued);
    }

    /// @notice Burns the caller's claim and queues its payment under the redemption terms. Never blocked.
    function requestRedemption(uint256 liabilityAmount) external nonReentrant returns (uint256 id) {
        if (liabilityAmount == 0) revert ZeroAmount();
        RedemptionParams memory t = _terms;
        uint256 net = liabilityAmount - _divUp(liabilityAmount * t.feeBps, BPS);
        uint256 unit = 10 ** _params[t.payoutAsset].decimals;
        uint256 payout = (net * unit) / WAD;
        if (!t.payoutPar) {
            (uint256 low,) = quote(t.payoutAsset);
            if (low < WAD) payout = (net * unit) / low;
        }
        if (payout == 0) revert ZeroAmount();
        liability.burn(msg.sender, liabilityAmount);
        id = _redemptions.length;
        _redemptions.push(Redemption(msg.sender, liabilityAmount, t.payoutAsset, payout, uint64(block.timestamp), false));
        _pendingLiability += liabilityAmount;
        _pendingPayout += payout;
        emit RedemptionRequested(id, msg.sender, liabilityAmount);
    }

    /// @notice Pays due claims in order until the cash, the daily cap or the count ends. Anybody, any mode.
    function payRedemptions(uint256 maxCount) external nonReentrant returns (uint256 paid) {
        while (paid < maxCount && nextRedemption < _redemptions.length) {
            Redemption storage r = _redemptions[nextRedemption];
            if (block.timestamp < uint256(r.requestedAt) + _terms.delaySeconds) break;
            if (IERC20(r.payoutAsset).balanceOf(address(this)) < r.payoutAmount) break;
            if (_terms.capPerDayWad != 0) {
                (bool fits,) = _redeem.spend(_terms.capPerDayWad, _terms.capPerDayWad, r.liabilityAmount);
                if (!fits) break;
            }
            r.paid = true;
            _pendingLiability -= r.liabilityAmount;
            _pendingPayout -= r.payoutAmount;
            uint256 id = nextRedemption++;
            ++paid;
            IERC20(r.payoutAsset).safeTransfer(r.holder, r.payoutAmount);
            emit RedemptionPaid(id, r.holder, r.payoutAmount);
        }
        if (paid == 0) revert NothingRedeemable();
    }

    // ── views ──────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Value of everything held, at the lower feed of each asset; reverts when one has no price.
    function totalValueLow() public view returns (uint256 total) {
        for (uint256 i; i < _assets.length; ++i) {
            uint256 amount = _held(_assets[i]);
            if (amount == 0) continue;
            (uint256 low,) = quote(_assets[i]);
            total += (amount * low) / (10 ** _params[_assets[i]].decimals);
        }
    }

    function assets() external view returns (address[] memory) {
        return _assets;
    }

    function assetParams(address token) external view returns (AssetParams memory) {
        return _params[token];
    }

    function venueCount() external view returns (uint256) {
        return _venues.length;
    }

    function venueParams(uint256 index) external view returns (VenueParams memory) {
        return _venue(index);
    }

    function limitParams() external view returns (LimitParams memory) {
        return _limits;
    }

    function redemptionParams() external view returns (RedemptionParams memory) {
        return _terms;
    }

    /// @notice What each budget has spent, drained to now.
    function bucketState()
        external
        view
        returns (uint256 lossUsedWad, uint256 turnoverUsedWad, uint256 mintUsedWad, uint256 redeemUsedWad)
    {
        lossUsedWad = _loss.usedAt(_limits.lossRefillPerDayWad, block.timestamp);
        turnoverUsedWad = _turnover.usedAt(_limits.turnoverRefillPerDayWad, block.timestamp);
        mintUsedWad = _mint.usedAt(_limits.mintCapPerDayWad, block.timestamp);
        redeemUsedWad = _redeem.usedAt(_terms.capPerDayWad, block.timestamp);
    }

    function redemption(uint256 id) external view returns (Redemption memory) {
        return _redemptions[id];
    }

    /// @notice Redemptions from `first`, at most `count` of them.
    function redemptions(uint256 first, uint256 count) external view returns (Redemption[] memory page) {
        uint256 end = first + count < _redemptions.length ? first + count : _redemptions.length;
        page = new Redemption[](first < end ? end - first : 0);
        for (uint256 i; i < page.length; ++i) page[i] = _redemptions[first + i];
    }

    function redemptionCount() external view returns (uint256) {
        return _redemptions.length;
    }

    function pendingRedemptions() external view returns (uint256 liabilityAmount, uint256 payoutAmount) {
        return (_pendingLiability, _pendingPayout);
    }

    // ── inside ─────────────────────────────────────────────────────────────────────────────────────────

    function _known(address token) private view returns (AssetParams storage p) {
        p = _params[token];
        if (p.feedA == address(0)) revert UnknownAsset(token);
    }

    function _venue(uint256 index) private view returns (VenueParams memory) {
        if (index >= _venues.length) revert UnknownVenue(index);
        return _venues[index];
    }

    function _deployed(VenueParams memory v) private view returns (uint256) {
        if (v.kind == 1) return IERC4626(v.target).convertToAssets(IERC4626(v.target).balanceOf(address(this)));
        return IERC20(v.receipt).balanceOf(address(this));
    }

    function _held(address token) private view returns (uint256 amount) {
        amount = IERC20(token).balanceOf(address(this));
        for (uint256 i; i < _venues.length; ++i) {
            if (_venues[i].asset == token) amount += _deployed(_venues[i]);
        }
    }

    function _requireWeight(address token, AssetParams storage p) private view {
        (, uint256 high) = quote(token);
        uint256 valueWad = (_held(token) * high) / (10 ** p.decimals);
        uint256 capWad = (totalValueLow() * p.maxBps) / BPS;
        if (valueWad > capWad) revert WeightCapExceeded(token, valueWad, capWad);
    }

    function _spendLoss(uint256 lossWad) private {
        (bool fits, uint256 left) = _loss.spend(_limits.lossBurstWad, _limits.lossRefillPerDayWad, lossWad);
        if (!fits) revert LossBudgetExceeded(lossWad, left);
    }

    function _spendTurnover(uint256 valueWad) private {
        (bool fits, uint256 left) = _turnover.spend(_limits.turnoverBurstWad, _limits.turnoverRefillPerDayWad, valueWad);
        if (!fits) revert TurnoverBudgetExceeded(valueWad, left);
    }

    function _divUp(uint256 a, uint256 b) private pure returns (uint256) {
        return a == 0 ? 0 : (a - 1) / b + 1;
    }
}
