// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IReserveVault} from "./interfaces/IReserveVault.sol";
import {ITimelock} from "./interfaces/Outside.sol";
import {Attestor} from "./Attestor.sol";
import {Auction} from "./Auction.sol";
import {Book} from "./Book.sol";
import {Executor} from "./Executor.sol";
import {Law} from "./Law.sol";
import {LiabilityToken} from "./LiabilityToken.sol";
import {Limits} from "./Limits.sol";
import {OracleRouter} from "./OracleRouter.sol";
import {Venues} from "./Venues.sol";

/// @title Reserve vault: holds a reserve, and bounds what its keeper can do to it.
///
/// What it promises. The keeper's key is assumed stolen. As long as one of each asset's two feeds is honest, keeper
/// actions cost the reserve on this chain, valued at the honest feed's last answers, in every window of a day at most
/// X + D + V·ε + E: X the burst and refill of the loss budget; D those of the exit budget, spent only while an exit is
/// open; V·ε the turnover budget times the admissible error of an honest feed; E the stated exit penalties of venues.
/// It holds because what is sold is charged at the higher feed and what is bought at the lower, so that the charge is
/// never less than the loss; the mean of the feeds would not have this property. Besides: each trade returns at least
/// the floor computed here, and outside an exit brings the reserve nearer to its targets; no call names a recipient, a
/// target or calldata; after each call every approval is zero; what is owed to holders is kept back.
///
/// What it does not promise. It does not protect against both feeds of an asset lying the same way (then only the
/// turnover budget is left), against price moves of what is held or losses from doing nothing, against a venue or a
/// bridge failing (its cap bounds that), or against the owner, whose notice is the timelock's.
///
/// Tokens. Standard ERC-20 only: a transfer that delivers another amount than asked reverts. Listing a token is the
/// owner's act. Feeds answer in dollars through the Chainlink interface. The liability token has 18 decimals.
///
/// Liveness. Trades and deposits need fresh feeds, a sequencer that is up and, where the law asks for one, a statement
/// not too old. Leaving needs none of these: withdrawals, requests and payments of par claims read no feed, and what
/// has a dead feed may leave by auction to a floor voted before. Keeper gone: anybody pays claims, calls tokens home for
/// overdue ones, and after a while for all; anybody opens and fills exits.
///
/// Parts. Law: the limits and the verdicts. OracleRouter: assets and prices. Book: venues, what is held, what is owed.
/// Executor: where swap proceeds land. Auction: sales to whoever pays. Attestor: statements. This contract: custody,
/// roles, budgets, the typed actions, and what holders may do. None of them can be upgraded.
///
/// Roles. Owner: the DAO's timelock of at least two days; sets the law, and may call anything in the vault's name. Until
/// it first is one, the vault is in its bootstrap, which state() shows. Guardian: may only tighten, freeze, open armed
/// exits and bring tokens home. Steward: raises haircuts within bounds. Keeper: swap, deposit, withdraw, open auctions,
/// and pausing intake. Anybody: mint, request redemption of their own tokens, pay due claims in order, fill auctions,
/// open exits armed for long, show prices and feeds, close entry of what is not proven.
///
/// Limits. Loss, exit loss, turnover, intake and redemption are leaky buckets: what was spent drains at a steady rate, so
/// no hour of the day is a good one to steal in. Each swap has its slip, each asset its greatest weight, each venue and
/// counterparty its greatest share, the whole its greatest value. A trade under the exit regime (see OracleRouter) has a
/// wider slip and no weight to keep; its loss is charged to a budget of its own, its turnover to the common one. What
/// leaving a venue costs is charged and never refused; an overdrawn budget then stops swaps and deposits until it drained.
///
/// Modes. Run: everything. ExitOnly: no deposit, no mint, trades only into the base asset; also by itself while the last
/// statement is too old. Frozen: no trade, no deposit, no mint, and anybody may leave venues. Withdrawals from venues
/// and redemptions work in every mode.
///
/// Intake. At min(lower feed, par), over the worth of one claim, while the backing of all claims after it is at
/// least the law's. It needs every price.
///
/// Redemption. A request burns the tokens and records the claim in liability tokens under the terms of that
/// moment; it reads no feed, so nothing refuses it but an amount below one token that is not all the holder has.
/// Claims are paid in order, in part when cash or the daily cap end first. A claim to payout tokens needs no
/// feed at all. A claim to dollars is paid at the higher feed of the payout asset; while that has no price the
/// queue waits, because nobody may force an unknown price on a holder, but each holder may leave at once at par, one payout
/// token a dollar, or at the feeds' last answers where one is above par. A holder whom the token refuses is set aside and paid later, by anybody; the queue
/// goes on.
///
/// Wind-down. For good, by the owner: frozen, no queue. A claim is then worth its share of every token and receipt held,
/// all claims and liability tokens taken alike, whenever it is taken; what its holder does not name is left to the rest.
contract ReserveVault is IReserveVault, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using Limits for Limits.Bucket;
    using Math for uint256;

    uint256 private constant BPS = 10_000;
    uint256 private constant WAD = 1e18;
    /// Smallest request, unless it is all a holder has: dust in the queue costs those who pay it out.
    uint256 private constant MIN_REQUEST = 1e18;
    uint256 private constant DUST = 1e15;
    /// How long the first claim may be overdue before anybody may call tokens back from venues.
    uint256 private constant GRACE = 1 days;
    /// What a loosening waits at least in the owner's timelock.
    uint256 private constant MIN_DELAY = 2 days;

    Law public immutable law;
    Book public immutable book;
    OracleRouter public immutable oracle;
    Executor public immutable executor;
    Auction public immutable auction;
    Attestor public immutable attestor;
    LiabilityToken public immutable liability;

    address public owner;
    address public nextOwner;
    address public guardian;
    address public keeper;
    /// When the keeper last acted, and when a statement was last committed.
    uint64 public keeperAt;
    address public steward;
    uint64 public provenAt;
    bool public isBootstrap = true;
    bool public isWoundDown;
    Mode private _mode;
    bool private _pausedByKeeper;
    bool private _pausedByGuardian;

    Limits.Bucket internal _loss;
    Limits.Bucket internal _depeg;
    Limits.Bucket internal _turnover;
    Limits.Bucket internal _mint;

    modifier onlyOwner() {
        _requireOwner();
        _;
    }

    modifier onlyGuardian() {
        _requireGuardian();
        _;
    }

    modifier onlyBook() {
        if (msg.sender != address(book)) revert NotVault(msg.sender);
        _;
    }

    constructor(
        address owner_,
        address guardian_,
        address keeper_,
        address liability_,
        address router_,
        address book_,
        address auction_,
        address attestor_
    ) {
        if (owner_ == address(0)) revert BadParameter("owner");
        (owner, guardian, keeper) = (owner_, guardian_, keeper_);
        liability = LiabilityToken(liability_);
        (book, law) = (Book(book_), new Law(book_));
        oracle = book.oracle();
        law.bind(address(this));
        book.bind(address(this));
        oracle.bind(address(this));
        (auction, attestor) = (Auction(auction_), Attestor(attestor_));
        auction.bind(address(this));
        attestor.bind(address(this));
        keeperAt = uint64(block.timestamp);
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

    /// @notice Narrows one asset; loosening anything reverts. Guardian and owner; the attestor, which closes entry alone.
    function tightenAsset(address token, AssetTightening calldata tightening) external {
        if (msg.sender != address(attestor)) _requireGuardian();
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
        Address.functionCall(address(law), msg.data);
    }

    /// @notice Owner: any mode. Guardian: only a stricter one.
    function setMode(Mode newMode) external onlyGuardian {
        if (isWoundDown) revert IsWoundDown(true);
        if (newMode < _mode) _requireLoosening("mode");
        _mode = newMode;
        emit ModeChanged(newMode);
    }

    /// @notice Ends the reserve for good: frozen, and every claim is worth its share of what there is. Owner alone.
    function windDown() external onlyOwner {
        (isWoundDown, _mode) = (true, Mode.Frozen);
        emit WoundDown();
    }

    /// @notice Any call the owner wants made in the vault's name: the way out for what no rule foresaw.
    function govCall(address target, bytes calldata data) external onlyOwner nonReentrant returns (bytes memory) {
        emit OwnerCalled(target, data);
        return Address.functionCall(target, data);
    }

    /// @notice Notes that a statement was committed. The attestor alone.
    function prove() external {
        if (msg.sender != address(attestor)) revert NotAttester(msg.sender);
        provenAt = uint64(block.timestamp);
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
            _asKeeper();
            if (!paused) _requireRun(law.limits());
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

    function _requireGuardian() private view {
        if (msg.sender != guardian && msg.sender != owner) revert NotGuardian(msg.sender);
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

    /// @notice Sells exactly amountIn, through the pinned router for the keeper, to who fills it for the auction. Floor:
    /// the larger of the caller's and the law's.
    /// @param isExit Use the exit regime, which must be open; only into the base asset.
    function swap(
        address tokenIn,
        address tokenOut,
        uint24 poolFee,
        uint256 amountIn,
        uint256 keeperMinOut,
        bool isExit
    ) external nonReentrant returns (uint256 amountOut) {
        Executor seller = executor;
        if (msg.sender == address(auction)) seller = Executor(address(auction));
        else _asKeeper();
        if (amountIn == 0) revert ZeroAmount();
        if (tokenIn == tokenOut) revert SameAsset();
        LimitParams memory l = law.limits();
        if (_modeUnder(l) == Mode.Frozen) revert WrongMode(Mode.Frozen);
        SwapTerms memory terms = law.tradeTerms(tokenIn, tokenOut, amountIn, isExit, seller != executor, _modeUnder(l));
        (bool fits, uint256 left) = _turnover.spend(l.turnoverBurstWad, l.turnoverRefillPerDayWad, terms.valueWad);
        if (!fits) revert TurnoverBudgetExceeded(terms.valueWad, left);
        amountOut = _exchange(seller, tokenIn, tokenOut, poolFee, amountIn, terms.floorOut.max(keeperMinOut));
        uint256 lossWad = _accountTrade(l, terms, amountOut, isExit);
        emit Swapped(tokenIn, tokenOut, amountIn, amountOut, terms.valueWad, lossWad, isExit);
    }

    function _accountTrade(LimitParams memory l, SwapTerms memory terms, uint256 amountOut, bool isExit)
        private
        returns (uint256 lossWad)
    {
        lossWad = terms.valueWad.saturatingSub(amountOut.mulDiv(terms.lowOutWad, terms.unitOut));
        if (isExit) _spendDepeg(l, lossWad);
        else _spendLoss(l, lossWad);
        if (!isExit) law.requireTrade(terms, amountOut, lossWad, _modeUnder(l));
    }

    function _exchange(
        Executor seller,
        address tokenIn,
        address tokenOut,
        uint24 poolFee,
        uint256 amountIn,
        uint256 floorOut
    ) private returns (uint256 amountOut) {
        uint256 balanceIn = IERC20(tokenIn).balanceOf(address(this));
        uint256 balanceOut = IERC20(tokenOut).balanceOf(address(this));
        IERC20(tokenIn).safeTransfer(address(seller), amountIn);
        amountOut = seller.swap(tokenIn, tokenOut, poolFee, amountIn, floorOut);
        if (amountOut < floorOut) revert BelowFloor(amountOut, floorOut);
        uint256 spent = balanceIn - IERC20(tokenIn).balanceOf(address(this));
        if (spent != amountIn) revert TransferMismatch(tokenIn, amountIn, spent);
        uint256 gained = IERC20(tokenOut).balanceOf(address(this)) - balanceOut;
        if (gained < amountOut) revert TransferMismatch(tokenOut, amountOut, gained);
    }

    /// @notice Moves idle tokens into a listed venue, within its cap. What the venue does not credit is a loss.
    function deposit(uint256 index, uint256 amount) external nonReentrant {
        _asKeeper();
        if (amount == 0) revert ZeroAmount();
        LimitParams memory l = law.limits();
        _requireRun(l);
        VenueParams memory v = law.depositTerms(index, amount);
        uint256 idle = IERC20(v.asset).balanceOf(address(this));
        uint256 inside = Venues.deployed(v, address(this));
        Venues.enter(v, amount);
        uint256 spent = idle - IERC20(v.asset).balanceOf(address(this));
        if (spent != amount) revert TransferMismatch(v.asset, amount, spent);
        uint256 gained = Venues.deployed(v, address(this)).saturatingSub(inside);
        uint256 lossWad = _lossWad(v.asset, amount, gained);
        _spendLoss(l, lossWad);
        law.requireDeposit(index);
        emit Deposited(index, amount, lossWad);
    }

    /// @notice Takes tokens back from a venue (all of them for the largest uint256): in every mode, with dead
    /// feeds too. Keeper, guardian and owner at any time; anybody when frozen, when the keeper has been silent for longer
    /// than the law allows, or up to what is lacking for claims of which the first has been overdue for a day.
    /// What a venue keeps is charged to the loss budget without limit: leaving is never refused, but an
    /// overdrawn budget stops swaps and deposits, so that going in and out cannot bleed the reserve.
    function withdraw(uint256 index, uint256 amount) external nonReentrant returns (uint256 got) {
        if (amount == 0) revert ZeroAmount();
        VenueParams memory v = book.venue(index);
        uint256 idle = IERC20(v.asset).balanceOf(address(this));
        if (msg.sender == keeper) {
            _asKeeper();
        } else if (msg.sender != guardian && msg.sender != owner && _mode != Mode.Frozen && !_isIdle()) {
            if (amount > _lacking(v.asset, idle)) revert NotKeeper(msg.sender);
        }
        uint256 inside = Venues.deployed(v, address(this));
        bool isAll = amount == type(uint256).max;
        if (!isAll && amount > inside) revert InsufficientDeployed(index, inside, amount);
        Venues.leave(v, amount);
        got = IERC20(v.asset).balanceOf(address(this)) - idle;
        if (!isAll && got < amount) revert TransferMismatch(v.asset, amount, got);
        uint256 given = inside.saturatingSub(Venues.deployed(v, address(this)));
        uint256 lossWad = _lossWad(v.asset, given, got);
        _loss.charge(law.limits().lossRefillPerDayWad, lossWad);
        emit Withdrawn(index, got, lossWad);
    }

    /// Tokens lacking for claims in an asset, once the first claim in the queue has waited too long for them.
    function _lacking(address token, uint256 idle) private view returns (uint256) {
        if (book.overdueAsset(GRACE) != token) return 0;
        return law.parAmount(token, book.owedWad(token)).saturatingSub(idle);
    }

    function _isIdle() private view returns (bool) {
        uint256 most = oracle.regime().idleSeconds;
        return most != 0 && block.timestamp > keeperAt + most;
    }

    function _asKeeper() private {
        if (msg.sender != keeper) revert NotKeeper(msg.sender);
        keeperAt = uint64(block.timestamp);
    }

    function _requireRun(LimitParams memory l) private view {
        Mode now_ = _modeUnder(l);
        if (now_ != Mode.Run) revert WrongMode(now_);
    }

    /// Exit-only while the last statement is older than the law allows.
    function _modeUnder(LimitParams memory l) private view returns (Mode) {
        bool isStale = l.maxProofAgeSeconds != 0 && block.timestamp > uint256(provenAt) + l.maxProofAgeSeconds;
        return isStale && _mode == Mode.Run ? Mode.ExitOnly : _mode;
    }

    /// One raw unit is the venue's own rounding, not a loss, where it is worth less than a tenth of a cent. Without a price
    /// the most a token may be worth is charged: a feed gone silent must not make leaving free.
    function _lossWad(address token, uint256 given, uint256 got) private view returns (uint256 lossWad) {
        if (given <= got) return 0;
        (uint256 wad, uint256 unit) = oracle.highest(token);
        lossWad = (given - got).mulDiv(wad, unit, Math.Rounding.Ceil);
        if (given == got + 1 && lossWad < DUST) return 0;
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
        LimitParams memory l = law.limits();
        _requireRun(l);
        if (mintPaused()) revert MintIsPaused();
        issued = law.mintTerms(asset, amount);
        if (issued == 0) revert ZeroAmount();
        if (issued < minLiabilityOut) revert BelowFloor(issued, minLiabilityOut);
        (bool fits, uint256 left) = _mint.spend(l.mintCapPerDayWad, l.mintCapPerDayWad, issued);
        if (!fits) revert MintCapExceeded(issued, left);
        uint256 before = IERC20(asset).balanceOf(address(this));
        IERC20(asset).safeTransferFrom(msg.sender, address(this), amount);
        uint256 got = IERC20(asset).balanceOf(address(this)) - before;
        if (got != amount) revert TransferMismatch(asset, amount, got);
        liability.mint(msg.sender, issued);
        (, uint256 low,) = oracle.tryQuote(asset);
        book.note(amount.mulDiv(low, 10 ** oracle.assetParams(asset).decimals));
        law.requireIntake(asset, law.claimsWad());
        emit Minted(msg.sender, asset, amount, issued);
    }

    /// @notice Burns the caller's tokens and queues their payment under the terms of now. Never blocked.
    function requestRedemption(uint256 liabilityAmount) external nonReentrant returns (uint256 id) {
        bool isAll = liabilityAmount == liability.balanceOf(msg.sender);
        if (liabilityAmount < MIN_REQUEST && !isAll) revert BelowMinimum(liabilityAmount, MIN_REQUEST);
        RedemptionParams memory terms = law.redemption();
        // Shares alike: in a wind-down a fee would go from who asks to who waits.
        uint256 feeBps = isWoundDown ? 0 : terms.feeBps;
        uint256 owed = liabilityAmount - liabilityAmount.mulDiv(feeBps, BPS, Math.Rounding.Ceil);
        if (owed == 0) revert ZeroAmount();
        liability.burn(msg.sender, liabilityAmount);
        id = book.addClaim(msg.sender, owed, terms);
        emit RedemptionRequested(id, msg.sender, liabilityAmount, owed);
    }

    /// @notice Pays due claims in order until the cash, the daily cap, the price or the count ends. Anybody, any mode.
    /// @return handled Claims paid (the last perhaps in part) or set aside.
    function payRedemptions(uint256 maxCount) external nonReentrant returns (uint256 handled) {
        if (isWoundDown) revert IsWoundDown(true);
        return book.payDue(maxCount);
    }

    /// @notice Pays one due claim out of order: a claim set aside, by anybody; or a dollar claim whose payout
    /// asset has no price, at par, by its holder alone.
    function collect(uint256 id) external nonReentrant {
        if (isWoundDown) revert IsWoundDown(true);
        book.payAlone(id, msg.sender);
    }

    /// @notice Settles a claim of the caller in a wind-down: by its share of the idle tokens and receipts named, whatever
    /// else is in the vault. Call venues home first.
    function takeShare(uint256 id, address[] calldata tokens) external nonReentrant {
        if (!isWoundDown) revert IsWoundDown(false);
        book.payShare(id, msg.sender, tokens);
    }

    /// @notice Sends what a claim is paid. The book alone, which keeps the claims.
    function payOut(uint256 id, address holder, address token, uint256 amount, uint256 owedWad)
        external
        onlyBook
        returns (bool isPaid)
    {
        isPaid = IERC20(token).trySafeTransfer(holder, amount);
        if (isPaid) emit RedemptionPaid(id, holder, token, amount, owedWad);
    }

    /// @notice Whether a token moves at all: to ourselves. The book alone.
    function canPay(address token, uint256 amount) external onlyBook returns (bool) {
        return IERC20(token).trySafeTransfer(address(this), amount);
    }

    // ── views ──────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Mode in force.
    function mode() public view returns (Mode) {
        return _modeUnder(law.limits());
    }

    /// @notice Whether a call is under way, in which tokens may have left that were not paid for yet.
    function isEntered() external view returns (bool) {
        return _reentrancyGuardEntered();
    }

    function mintPaused() public view returns (bool) {
        return _pausedByKeeper || _pausedByGuardian;
    }

    /// @notice Liability tokens of all claims not yet paid.
    function totalOwedWad() external view returns (uint256) {
        return book.totalOwedWad();
    }

    /// @notice Roles, mode and budgets in one read; what was spent is drained to now.
    function state() external view returns (VaultView memory view_) {
        LimitParams memory l = law.limits();
        view_.law = address(law);
        (view_.executor, view_.router) = (address(executor), address(executor.router()));
        (view_.auction, view_.attestor) = (address(auction), address(attestor));
        view_.liability = address(liability);
        (view_.owner, view_.guardian, view_.keeper, view_.steward) = (owner, guardian, keeper, steward);
        (view_.mode, view_.mintPaused, view_.isBootstrap) = (_modeUnder(l), mintPaused(), isBootstrap);
        (view_.isWoundDown, view_.keeperAt, view_.provenAt) = (isWoundDown, keeperAt, provenAt);
        view_.lossUsedWad = _loss.used(l.lossRefillPerDayWad);
        view_.depegUsedWad = _depeg.used(l.depegRefillPerDayWad);
        view_.turnoverUsedWad = _turnover.used(l.turnoverRefillPerDayWad);
        view_.mintUsedWad = _mint.used(l.mintCapPerDayWad);
        QueueView memory q = book.queue();
        (view_.redeemUsedWad, view_.totalOwedWad) = (q.redeemUsedWad, q.totalOwedWad);
        (view_.nextClaim, view_.claimCount, view_.setAsideCount) = (q.nextClaim, q.claimCount, q.setAsideCount);
    }
}
