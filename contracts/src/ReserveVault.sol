// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {IReserveVault} from "./interfaces/IReserveVault.sol";
import {ITimelock} from "./interfaces/Outside.sol";
import {Book} from "./Book.sol";
import {Executor} from "./Executor.sol";
import {Law} from "./Law.sol";
import {LiabilityToken} from "./LiabilityToken.sol";
import {Limits} from "./Limits.sol";
import {OracleRouter} from "./OracleRouter.sol";
import {Venues} from "./Venues.sol";

/// @title Reserve vault: holds a reserve, and bounds what its keeper can do to it.
///
/// What it promises. The keeper's key is assumed stolen. Whatever it calls, in every window of a day the
/// reserve loses at most the loss budget (burst + refill) through swaps and deposits, valued at the higher feed
/// for what is sold and at the lower feed for what is bought; each swap returns at least the floor computed here
/// from the feeds; turnover in every window of a day stays inside its own budget; no call names a recipient, a
/// target or calldata; after each call every approval is zero; what is owed to holders is kept back. If one of
/// an asset's two feeds is honest the charged loss is never less than the true one. The mean of the feeds would
/// not have this property.
///
/// What it does not promise. It does not protect against both feeds of an asset lying the same way (then only
/// the turnover budget is left), against an honest feed being late by its own deviation, against price moves of
/// what is held, against a venue failing (its cap bounds that), or against the owner, who should be a timelock.
///
/// Tokens. Standard ERC-20 only: a transfer that delivers another amount than asked reverts. Listing a token
/// is the owner's act. Feeds answer in dollars through the Chainlink interface. The liability token has 18 decimals.
///
/// Parts. Law: the limits and the verdicts. OracleRouter: the assets and their prices. Book: venues, and what is held.
/// Executor: where swap proceeds land. This contract: custody, roles, budgets, the typed actions, and what holders may
/// do. None of them can be upgraded.
///
/// Roles. Owner: the DAO's timelock of at least two days; sets the law. Until it first is one, the vault is in its
/// bootstrap, which state() shows. Steward: raises haircuts within bounds. Guardian: may only tighten, freeze and bring tokens home.
/// Keeper: swap, deposit, withdraw, and pausing intake. Anybody: mint, request redemption of their own tokens,
/// pay due claims in order.
///
/// Limits. Loss, turnover, intake and redemption are leaky buckets: what was spent drains at a steady rate, so
/// no hour of the day is a good one to steal in. Each swap has its slip, each asset its greatest weight, each
/// venue its greatest share, the whole its greatest value. A swap under the exit regime (see OracleRouter) has a wider
/// slip and no weight to keep; its loss is charged to a budget of its own, its turnover to the common one. What leaving a venue costs is charged and
/// never refused; an overdrawn budget then stops swaps and deposits until it drained.
///
/// Modes. Run: everything. ExitOnly: no deposit, no mint, swaps only into the base asset. Frozen: no swap, no
/// deposit, no mint. Withdrawals from venues and redemptions work in every mode.
///
/// Intake. At min(lower feed, par), over the worth of one claim, while the backing of all claims after it is at
/// least the law's. It needs every price.
///
/// Redemption. A request burns the tokens and records the claim in liability tokens under the terms of that
/// moment; it reads no feed, so nothing refuses it but an amount below one token that is not all the holder has.
/// Claims are paid in order, in part when cash or the daily cap end first. A claim to payout tokens needs no
/// feed at all. A claim to dollars is paid at the higher feed of the payout asset; while that has no price the
/// queue waits, because nobody may force an unknown price on a holder, but each holder may leave at once at par,
/// one payout token a dollar. A holder whom the token refuses is set aside and paid later, by anybody; the queue
/// goes on.
contract ReserveVault is IReserveVault, ReentrancyGuard {
    using SafeERC20 for IERC20;
    using Limits for Limits.Bucket;
    using Math for uint256;

    uint256 private constant BPS = 10_000;
    uint256 private constant WAD = 1e18;
    /// Smallest request, unless it is all a holder has: dust in the queue costs those who pay it out.
    uint256 private constant MIN_REQUEST = 1e18;
    /// How long the first claim may be overdue before anybody may call tokens back from venues.
    uint256 private constant GRACE = 1 days;
    /// What a loosening waits at least in the owner's timelock.
    uint256 private constant MIN_DELAY = 2 days;

    Law public immutable law;
    Book public immutable book;
    OracleRouter public immutable oracle;
    Executor public immutable executor;
    LiabilityToken public immutable liability;

    address public owner;
    address public nextOwner;
    address public guardian;
    address public keeper;
    address public steward;
    bool public isBootstrap = true;
    Mode public mode;
    bool private _pausedByKeeper;
    bool private _pausedByGuardian;

    Limits.Bucket internal _loss;
    Limits.Bucket internal _depeg;
    Limits.Bucket internal _turnover;
    Limits.Bucket internal _mint;
    Limits.Bucket internal _redeem;

    Claim[] internal _claims;
    uint256[] private _setAside;
    mapping(uint256 id => uint256 positionPlusOne) private _asidePosition;
    uint256 public nextClaim;
    uint256 public totalOwedWad;
    /// Liability tokens owed by payout asset.
    mapping(address payoutAsset => uint256) public owedWad;

    modifier onlyOwner() {
        _requireOwner();
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

    constructor(address owner_, address guardian_, address keeper_, address liability_, address router_, address book_) {
        if (owner_ == address(0)) revert BadParameter("owner");
        (owner, guardian, keeper) = (owner_, guardian_, keeper_);
        liability = LiabilityToken(liability_);
        (book, law) = (Book(book_), new Law(book_));
        oracle = book.oracle();
        law.bind(address(this));
        book.bind(address(this));
        oracle.bind(address(this));
        executor = new Executor(address(this), router_);
    }

    // ── law ────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Replaces the whole law in one call; each part takes its own of it. The first asset is the base asset.
    /// Bounds no vote can pass: slip ≤ 5 %, exit slip ≤ 25 %, targets summing to at most 100 %, an endogenous
    /// asset at a haircut of 100 % and closed to entry, redemption fee ≤ 10 % and delay ≤ 30 days.
    function adoptPolicy(bytes32 documentHash, LawParams calldata newLaw) external onlyOwner {
        Address.functionCall(address(oracle), msg.data);
        Address.functionCall(address(book), msg.data);
        _passToLaw();
        emit PolicyAdopted(documentHash, law.policyParametersHash());
    }

    /// @notice Narrows one asset; loosening anything reverts.
    function tightenAsset(address token, AssetTightening calldata tightening) external onlyGuardian {
        Address.functionCall(address(oracle), msg.data);
        emit AssetTightened(token);
    }

    /// @notice Narrows one venue; loosening anything reverts.
    function tightenVenue(uint256 index, uint16 maxBps, bool entryAllowed) external onlyGuardian {
        Address.functionCall(address(book), msg.data);
        emit VenueTightened(index);
    }

    /// @notice Narrows the budgets; loosening any reverts.
    function tightenLimits(LimitParams calldata newLimits) external onlyGuardian {
        _passToLaw();
        emit LimitsTightened();
    }

    /// @notice Switches a disabled asset on again.
    function enableAsset(address token) external onlyOwner {
        Address.functionCall(address(oracle), msg.data);
        emit AssetEnabled(token);
    }

    /// @notice Opens the exit of an armed asset: guardian and owner at once, anybody after the delay; see OracleRouter.
    function openExit(address token) external {
        oracle.openExit(token, msg.sender == guardian || msg.sender == owner);
    }

    /// @notice Raises a haircut for a while: steward, guardian and owner; see OracleRouter.
    function pushHaircut(address token, uint256 bps) external {
        if (msg.sender != steward && msg.sender != guardian && msg.sender != owner) revert NotGuardian(msg.sender);
        oracle.pushHaircut(token, bps);
    }

    /// Budgets are drained at the old rates up to now, then the call goes to the law as it came.
    function _passToLaw() private {
        LimitParams memory l = law.limits();
        _loss.charge(l.lossRefillPerDayWad, 0);
        _depeg.charge(l.depegRefillPerDayWad, 0);
        _turnover.charge(l.turnoverRefillPerDayWad, 0);
        _mint.charge(l.mintCapPerDayWad, 0);
        _redeem.charge(law.redemption().capPerDayWad, 0);
        Address.functionCall(address(law), msg.data);
    }

    /// @notice Owner: any mode. Guardian: only a stricter one.
    function setMode(Mode newMode) external onlyGuardian {
        if (newMode < mode) _requireLoosening("mode");
        mode = newMode;
        emit ModeChanged(newMode);
    }

    /// @notice Keeper and guardian may each pause intake. The keeper lifts its own pause in Run mode, the owner both.
    function setMintPaused(bool paused) external {
        if (msg.sender == owner) {
            if (!paused) _requireOwner();
            (_pausedByKeeper, _pausedByGuardian) = (paused, paused);
        } else if (msg.sender == guardian) {
            if (!paused) revert Loosening("mint");
            _pausedByGuardian = true;
        } else {
            if (msg.sender != keeper) revert NotKeeper(msg.sender);
            if (!paused && mode != Mode.Run) revert WrongMode(mode);
            _pausedByKeeper = paused;
        }
        emit MintPaused(mintPaused());
    }

    function setGuardian(address account) external onlyOwner {
        guardian = account;
        emit RoleChanged("guardian", account);
    }

    /// @notice Owner: anybody. Guardian: nobody.
    function setKeeper(address account) external onlyGuardian {
        if (account != address(0)) _requireLoosening("keeper");
        keeper = account;
        emit RoleChanged("keeper", account);
    }

    function setSteward(address account) external onlyOwner {
        steward = account;
        emit RoleChanged("steward", account);
    }

    /// @notice Offers ownership; it passes when the other side accepts. To a timelock once and to timelocks ever after.
    function setOwner(address account) external onlyOwner {
        nextOwner = account;
        emit RoleChanged("nextOwner", account);
    }

    function acceptOwner() external {
        if (msg.sender != nextOwner) revert NotOwner(msg.sender);
        if (_isTimelock(msg.sender)) isBootstrap = false;
        else if (!isBootstrap) revert NotTimelock(msg.sender);
        (owner, nextOwner) = (nextOwner, address(0));
        emit RoleChanged("owner", owner);
    }

    /// Only the owner loosens; from the first timelock on, with its delay.
    function _requireOwner() private view {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        if (!isBootstrap && !_isTimelock(owner)) revert NotTimelock(owner);
    }

    function _requireLoosening(string memory what) private view {
        if (msg.sender != owner) revert Loosening(what);
        _requireOwner();
    }

    function _isTimelock(address account) private view returns (bool) {
        (bool ok, bytes memory answer) = account.staticcall(abi.encodeCall(ITimelock.getMinDelay, ()));
        return ok && answer.length == 32 && abi.decode(answer, (uint256)) >= MIN_DELAY;
    }

    // ── keeper ─────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Sells exactly amountIn through the pinned router. Floor: the larger of the keeper's and the law's.
    /// @param isExit Use the exit regime, which must be open; only into the base asset.
    function swap(
        address tokenIn,
        address tokenOut,
        uint24 poolFee,
        uint256 amountIn,
        uint256 keeperMinOut,
        bool isExit
    ) external onlyKeeper nonReentrant returns (uint256 amountOut) {
        if (amountIn == 0) revert ZeroAmount();
        if (mode == Mode.Frozen) revert WrongMode(mode);
        if (tokenIn == tokenOut) revert SameAsset();
        SwapTerms memory terms = law.tradeTerms(tokenIn, tokenOut, amountIn, isExit, false, mode);
        LimitParams memory l = law.limits();
        (bool fits, uint256 left) = _turnover.spend(l.turnoverBurstWad, l.turnoverRefillPerDayWad, terms.valueWad);
        if (!fits) revert TurnoverBudgetExceeded(terms.valueWad, left);

        amountOut = _exchange(tokenIn, tokenOut, poolFee, amountIn, terms.floorOut.max(keeperMinOut));
        uint256 lossWad = terms.valueWad.saturatingSub(amountOut.mulDiv(terms.lowOutWad, terms.unitOut));
        if (isExit) _spendDepeg(l, lossWad);
        else _spendLoss(l, lossWad);
        if (!isExit) law.requireTrade(terms, amountOut, lossWad, mode);
        emit Swapped(tokenIn, tokenOut, amountIn, amountOut, terms.valueWad, lossWad, isExit);
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

    /// @notice Moves idle tokens into a listed venue, within its cap. What the venue does not credit is a loss.
    function deposit(uint256 index, uint256 amount) external onlyKeeper nonReentrant {
        if (amount == 0) revert ZeroAmount();
        if (mode != Mode.Run) revert WrongMode(mode);
        VenueParams memory v = law.depositTerms(index, amount);
        uint256 idle = IERC20(v.asset).balanceOf(address(this));
        uint256 inside = Venues.deployed(v, address(this));
        Venues.enter(v, amount);
        uint256 spent = idle - IERC20(v.asset).balanceOf(address(this));
        if (spent != amount) revert TransferMismatch(v.asset, amount, spent);
        uint256 gained = Venues.deployed(v, address(this)).saturatingSub(inside);
        uint256 lossWad = _lossWad(v.asset, amount, gained);
        _spendLoss(law.limits(), lossWad);
        law.requireDeposit(index);
        emit Deposited(index, amount, lossWad);
    }

    /// @notice Takes tokens back from a venue (all of them for the largest uint256): in every mode, with dead
    /// feeds too. Keeper, guardian and owner at any time; anybody when frozen, or up to what is lacking for
    /// claims of which the first has been overdue for a day.
    /// What a venue keeps is charged to the loss budget without limit: leaving is never refused, but an
    /// overdrawn budget stops swaps and deposits, so that going in and out cannot bleed the reserve.
    function withdraw(uint256 index, uint256 amount) external nonReentrant returns (uint256 got) {
        if (amount == 0) revert ZeroAmount();
        VenueParams memory v = book.venue(index);
        uint256 idle = IERC20(v.asset).balanceOf(address(this));
        if (msg.sender != keeper && msg.sender != guardian && msg.sender != owner && mode != Mode.Frozen) {
            if (amount > _lacking(v.asset, idle)) revert NotKeeper(msg.sender);
        }
        uint256 inside = Venues.deployed(v, address(this));
        bool isAll = amount == type(uint256).max;
        if (!isAll && amount > inside) revert InsufficientDeployed(index, inside, amount);
        Venues.leave(v, amount);
        got = IERC20(v.asset).balanceOf(address(this)) - idle;
        if (!isAll && got < amount) revert TransferMismatch(v.asset, amount, got);
        uint256 given = inside.saturatingSub(Venues.deployed(v, address(this)));
        uint256 lossWad;
        (bytes4 refusal,,) = oracle.tryQuote(v.asset);
        if (refusal == bytes4(0)) {
            lossWad = _lossWad(v.asset, given, got);
            _loss.charge(law.limits().lossRefillPerDayWad, lossWad);
        }
        emit Withdrawn(index, got, lossWad);
    }

    /// Tokens lacking for claims in an asset, once the first claim in the queue has waited too long for them.
    function _lacking(address token, uint256 idle) private view returns (uint256) {
        if (nextClaim >= _claims.length) return 0;
        Claim storage first = _claims[nextClaim];
        if (first.payoutAsset != token || block.timestamp <= uint256(first.dueAt) + GRACE) return 0;
        return law.parAmount(token, owedWad[token]).saturatingSub(idle);
    }

    /// One raw unit is the venue's own rounding, not a loss.
    function _lossWad(address token, uint256 given, uint256 got) private view returns (uint256) {
        return given > got + 1 ? book.highValue(token, given - got) : 0;
    }

    function _spendLoss(LimitParams memory l, uint256 lossWad) private {
        (bool fits, uint256 left) = _loss.spend(l.lossBurstWad, l.lossRefillPerDayWad, lossWad);
        if (!fits) revert LossBudgetExceeded(lossWad, left);
    }

    function _spendDepeg(LimitParams memory l, uint256 lossWad) private {
        (bool fits, uint256 left) = _depeg.spend(l.depegBurstWad, l.depegRefillPerDayWad, lossWad);
        if (!fits) revert DepegBudgetExceeded(lossWad, left);
    }

    // ── holders ────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Takes an asset in at min(lower feed, par) and issues liabilities for it, while the daily cap, the
    /// asset's weight, the vault's size and the least backing allow.
    function mint(address asset, uint256 amount, uint256 minLiabilityOut)
        external
        nonReentrant
        returns (uint256 issued)
    {
        if (mode != Mode.Run) revert WrongMode(mode);
        if (mintPaused()) revert MintIsPaused();
        issued = law.mintTerms(asset, amount);
        if (issued == 0) revert ZeroAmount();
        if (issued < minLiabilityOut) revert BelowFloor(issued, minLiabilityOut);
        uint256 cap = law.limits().mintCapPerDayWad;
        (bool fits, uint256 left) = _mint.spend(cap, cap, issued);
        if (!fits) revert MintCapExceeded(issued, left);
        uint256 before = IERC20(asset).balanceOf(address(this));
        IERC20(asset).safeTransferFrom(msg.sender, address(this), amount);
        uint256 got = IERC20(asset).balanceOf(address(this)) - before;
        if (got != amount) revert TransferMismatch(asset, amount, got);
        liability.mint(msg.sender, issued);
        (, uint256 low,) = oracle.tryQuote(asset);
        book.note(amount.mulDiv(low, 10 ** oracle.assetParams(asset).decimals), 0);
        law.requireIntake(asset, liability.totalSupply() + totalOwedWad);
        emit Minted(msg.sender, asset, amount, issued);
    }

    /// @notice Burns the caller's tokens and queues their payment under the terms of now. Never blocked.
    function requestRedemption(uint256 liabilityAmount) external nonReentrant returns (uint256 id) {
        bool isAll = liabilityAmount == liability.balanceOf(msg.sender);
        if (liabilityAmount < MIN_REQUEST && !isAll) revert BelowMinimum(liabilityAmount, MIN_REQUEST);
        RedemptionParams memory terms = law.redemption();
        uint256 owed = liabilityAmount - liabilityAmount.mulDiv(terms.feeBps, BPS, Math.Rounding.Ceil);
        if (owed == 0) revert ZeroAmount();
        liability.burn(msg.sender, liabilityAmount);
        id = _claims.length;
        uint64 dueAt = uint64(block.timestamp + terms.delaySeconds);
        _claims.push(
            Claim(
                msg.sender, uint64(block.timestamp), dueAt, ClaimState.Queued, terms.payoutPar, terms.payoutAsset, owed
            )
        );
        totalOwedWad += owed;
        owedWad[terms.payoutAsset] += owed;
        emit RedemptionRequested(id, msg.sender, liabilityAmount, owed);
    }

    /// @notice Pays due claims in order until the cash, the daily cap, the price or the count ends. Anybody, any mode.
    /// @return handled Claims paid (the last perhaps in part) or set aside.
    function payRedemptions(uint256 maxCount) external nonReentrant returns (uint256 handled) {
        while (handled < maxCount && nextClaim < _claims.length) {
            uint256 id = nextClaim;
            Claim storage c = _claims[id];
            if (c.state == ClaimState.Queued) {
                if (block.timestamp < c.dueAt) break;
                (bool isPriced, uint256 price) = law.payoutPrice(c.payoutAsset, c.payoutPar);
                if (!isPriced) break;
                Payment outcome = _pay(id, c, price);
                if (outcome == Payment.None) break;
                if (outcome == Payment.Refused) _putAside(id, c);
                ++handled;
                if (outcome == Payment.Part) break;
            }
            ++nextClaim;
        }
        if (handled == 0) revert NothingRedeemable();
    }

    /// @notice Pays one due claim out of order: a claim set aside, by anybody; or a dollar claim whose payout
    /// asset has no price, at par, by its holder alone.
    function collect(uint256 id) external nonReentrant {
        if (id >= _claims.length || _claims[id].state == ClaimState.Paid) revert NothingRedeemable();
        Claim storage c = _claims[id];
        if (block.timestamp < c.dueAt) revert NotDue(id, c.dueAt);
        (bool isPriced, uint256 price) = law.payoutPrice(c.payoutAsset, c.payoutPar);
        if (!isPriced && msg.sender != c.holder) revert NotHolder(msg.sender);
        if (isPriced && c.state == ClaimState.Queued) revert InQueue(id);
        Payment outcome = _pay(id, c, price);
        if (outcome == Payment.None || outcome == Payment.Refused) revert NothingRedeemable();
    }

    enum Payment {
        None,
        Refused,
        Part,
        Whole
    }

    /// Pays as much of a claim as cash and the daily cap allow.
    function _pay(uint256 id, Claim storage c, uint256 price) private returns (Payment) {
        uint256 cap = law.redemption().capPerDayWad;
        uint256 settled = cap == 0 ? c.owedWad : c.owedWad.min(_redeem.left(cap, cap));
        if (settled == 0) return Payment.None;
        uint256 unit = law.parAmount(c.payoutAsset, WAD);
        uint256 payout = settled.mulDiv(unit, price);
        uint256 cash = IERC20(c.payoutAsset).balanceOf(address(this));
        if (payout > cash) {
            if (cash == 0) return Payment.None;
            payout = cash;
            settled = settled.min(cash.mulDiv(price, unit, Math.Rounding.Ceil));
        }
        if (!IERC20(c.payoutAsset).trySafeTransfer(c.holder, payout)) {
            // When we cannot even pay ourselves the token is stopped for all: the queue waits, nobody loses a place.
            bool isOurs = IERC20(c.payoutAsset).trySafeTransfer(address(this), payout);
            return isOurs ? Payment.Refused : Payment.None;
        }
        if (cap != 0) _redeem.spend(cap, cap, settled);
        bool isWhole = settled == c.owedWad;
        c.owedWad -= settled;
        totalOwedWad -= settled;
        owedWad[c.payoutAsset] -= settled;
        book.note(0, settled);
        if (isWhole) _close(id, c);
        emit RedemptionPaid(id, c.holder, c.payoutAsset, payout, settled);
        return isWhole ? Payment.Whole : Payment.Part;
    }

    function _putAside(uint256 id, Claim storage c) private {
        c.state = ClaimState.SetAside;
        _setAside.push(id);
        _asidePosition[id] = _setAside.length;
        emit RedemptionSetAside(id, c.holder);
    }

    function _close(uint256 id, Claim storage c) private {
        if (c.state == ClaimState.SetAside) {
            uint256 moved = _setAside[_setAside.length - 1];
            _setAside[_asidePosition[id] - 1] = moved;
            _asidePosition[moved] = _asidePosition[id];
            _setAside.pop();
        }
        c.state = ClaimState.Paid;
    }

    // ── views ──────────────────────────────────────────────────────────────────────────────────────────

    function mintPaused() public view returns (bool) {
        return _pausedByKeeper || _pausedByGuardian;
    }

    function claimCount() external view returns (uint256) {
        return _claims.length;
    }

    function claim(uint256 id) external view returns (Claim memory) {
        return _claims[id];
    }

    /// @notice Claims not yet paid, at most `maxCount`: those set aside first, then the queue in order.
    function openClaims(uint256 maxCount) external view returns (ClaimView[] memory open) {
        uint256 aside = _setAside.length.min(maxCount);
        uint256 queued = (_claims.length - nextClaim).min(maxCount - aside);
        open = new ClaimView[](aside + queued);
        for (uint256 i; i < aside; ++i) {
            open[i] = _claimView(_setAside[i]);
        }
        for (uint256 i; i < queued; ++i) {
            open[aside + i] = _claimView(nextClaim + i);
        }
    }

    function _claimView(uint256 id) private view returns (ClaimView memory) {
        Claim memory c = _claims[id];
        (, uint256 price) = law.payoutPrice(c.payoutAsset, c.payoutPar);
        return ClaimView(id, c, c.owedWad.mulDiv(law.parAmount(c.payoutAsset, WAD), price));
    }

    /// @notice Roles, mode and budgets in one read; what was spent is drained to now.
    function state() external view returns (VaultView memory view_) {
        LimitParams memory l = law.limits();
        view_.law = address(law);
        (view_.executor, view_.router) = (address(executor), address(executor.router()));
        view_.liability = address(liability);
        (view_.owner, view_.guardian, view_.keeper, view_.steward) = (owner, guardian, keeper, steward);
        (view_.mode, view_.mintPaused, view_.isBootstrap) = (mode, mintPaused(), isBootstrap);
        view_.lossUsedWad = _loss.used(l.lossRefillPerDayWad);
        view_.depegUsedWad = _depeg.used(l.depegRefillPerDayWad);
        view_.turnoverUsedWad = _turnover.used(l.turnoverRefillPerDayWad);
        view_.mintUsedWad = _mint.used(l.mintCapPerDayWad);
        view_.redeemUsedWad = _redeem.used(law.redemption().capPerDayWad);
        (view_.totalOwedWad, view_.nextClaim) = (totalOwedWad, nextClaim);
        (view_.claimCount, view_.setAsideCount) = (_claims.length, _setAside.length);
    }
}
