// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {ReserveVault} from "../src/ReserveVault.sol";
import {FakeSavings, FakeToken, IHook} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";
import {
    FalseToken,
    MovedDecimalsToken,
    MuteToken,
    NoSelfToken,
    OddToken,
    RaceToken,
    RebasingToken,
    ShelfRouter,
    ZeroApproveToken
} from "./util/Shelf.sol";

/// @notice The shelf of odd tokens: each is listed as an asset, held, put into a savings vault and owed to a holder, then
/// turns odd; what the vault says to six acts is stated for each. The same table stands in docs/concepts/tokens.md.
contract TokensTest is Reserve, IHook {
    /// What each act reverts with; nothing where it works.
    struct Verdict {
        bytes mint;
        bytes sold;
        bytes bought;
        bytes deposit;
        bytes leave;
        bytes redeem;
    }

    error Differs(string act, bytes got, bytes expected);

    bytes private constant WAITS = abi.encodeWithSelector(NothingRedeemable.selector);
    bytes private constant REENTERED = abi.encodeWithSelector(ReentrancyGuard.ReentrancyGuardReentrantCall.selector);
    address private odd;
    uint8 private oddDecimals;
    FakeSavings private oddSavings;
    /// What a thousand tokens of the odd one are.
    uint256 private thousand;

    // ── the shelf's world ──────────────────────────────────────────────────────────────────────────────

    /// @dev Lists a token in the place of OTHER: a million held, ten thousand of them in a savings vault; a holder has
    /// a thousand to bring, and claims of a thousand payable in it.
    function list(address token, uint8 decimals) private {
        (odd, oddDecimals, thousand) = (token, decimals, 1_000 * 10 ** uint256(decimals));
        vm.etch(address(router), address(new ShelfRouter()).code);
        usd.mint(address(router), 1_000_000e6);
        other.burn(address(vault), 1_000_000e18);
        oddSavings = new FakeSavings(IERC20(odd));
        aimAt(3_000);
        give(address(vault), 1_000 * thousand);
        give(address(router), 1_000 * thousand);
        give(HOLDER, thousand);
        vm.prank(HOLDER);
        (bool ok,) = odd.call(abi.encodeCall(IERC20.approve, (address(vault), thousand)));
        assertTrue(ok, "approved");
        issue(HOLDER, 1_000);
        vm.prank(KEEPER);
        vault.deposit(2, 10 * thousand);
    }

    function give(address to, uint256 amount) private {
        FakeToken(odd).mint(to, amount);
    }

    function lawAt(uint16 targetBps) private view returns (LawParams memory l) {
        l = standardLaw();
        (l.assets[0].targetBps, l.assets[1].targetBps) = (7_000 - targetBps, targetBps);
        (l.assets[1].token, l.assets[1].decimals) = (odd, oddDecimals);
        VenueParams[] memory more = new VenueParams[](3);
        (more[0], more[1]) = (l.venues[0], l.venues[1]);
        more[2] = VenueParams(1, address(oddSavings), odd, address(oddSavings), 2_000, 0, 0, 0, true);
        l.venues = more;
        l.redemption.payoutAsset = odd;
    }

    function aimAt(uint16 targetBps) private {
        adopt(lawAt(targetBps));
    }

    // ── the six acts ───────────────────────────────────────────────────────────────────────────────────

    function act(address who, bytes memory data) private returns (bytes memory) {
        vm.prank(who);
        (bool ok, bytes memory reason) = address(vault).call(data);
        return ok ? bytes("") : reason;
    }

    function check(string memory name, bytes memory got, bytes memory expected) private pure {
        if (keccak256(got) != keccak256(expected)) revert Differs(name, got, expected);
    }

    /// @dev Each act in a world of its own.
    function check(Verdict memory v) private {
        uint256 start = vm.snapshotState();
        check("mint", act(HOLDER, abi.encodeCall(ReserveVault.mint, (odd, thousand, 0))), v.mint);
        vm.revertToState(start);
        check("sold", trySwap(odd, address(usd), thousand, 1_000e6), v.sold);
        vm.revertToState(start);
        aimAt(6_000);
        check("bought", trySwap(address(usd), odd, 1_000e6, thousand), v.bought);
        vm.revertToState(start);
        check("deposit", act(KEEPER, abi.encodeCall(ReserveVault.deposit, (2, thousand))), v.deposit);
        vm.revertToState(start);
        check("leave", act(KEEPER, abi.encodeCall(ReserveVault.withdraw, (2, thousand))), v.leave);
        vm.revertToState(start);
        request(HOLDER, 1_000);
        check("redeem", act(STRANGER, abi.encodeCall(ReserveVault.payRedemptions, (1))), v.redeem);
        vm.revertToState(start);
    }

    function trySwap(address tokenIn, address tokenOut, uint256 amount, uint256 paid) private returns (bytes memory) {
        router.setPayOut(paid);
        return act(KEEPER, abi.encodeCall(ReserveVault.swap, (tokenIn, tokenOut, 500, amount, 0, false)));
    }

    /// @dev The same refusal for each act that moves the token; a claim waits in the queue.
    function everywhere(bytes memory reason) private pure returns (Verdict memory) {
        return Verdict(reason, reason, reason, reason, reason, WAITS);
    }

    function works() private pure returns (Verdict memory v) {}

    // ── tokens that work ───────────────────────────────────────────────────────────────────────────────

    function test_aPlainToken() public {
        list(address(new FakeToken("PLAIN", 18)), 18);
        check(works());
    }

    function test_noReturnValue() public {
        list(address(new MuteToken()), 18);
        check(works());
    }

    function test_noDecimals() public {
        list(address(new FakeToken("ZERO", 0)), 0);
        check(works());
        // Half a token cannot be asked for: the floor is rounded up to the next whole one.
        aimAt(6_000);
        SwapTerms memory t = law.tradeTerms(address(usd), odd, 1, false, false, Mode.Run);
        assertEq(t.floorOut, 1, "one whole token for a raw unit of USD");
        // A claim below one token settles to nothing, and nobody pays a whole one for it.
        vm.prank(HOLDER);
        claimToken.transfer(OTHER_HOLDER, 0.5e18);
        vm.prank(OTHER_HOLDER);
        vault.requestRedemption(0.5e18);
        vault.payRedemptions(1);
        assertEq(IERC20(odd).balanceOf(OTHER_HOLDER), 0, "rounded down");
    }

    function test_twentySevenDecimals() public {
        list(address(new FakeToken("WIDE27", 27)), 27);
        check(works());
        request(HOLDER, 1_000);
        vault.payRedemptions(1);
        assertEq(IERC20(odd).balanceOf(HOLDER), 2 * thousand, "to the raw unit");
        vm.expectRevert(abi.encodeWithSelector(BadParameter.selector, "decimals"));
        this.listAnew(28);
    }

    function listAnew(uint8 decimals) external {
        FakeToken next = new FakeToken("NEXT", decimals);
        LawParams memory l = lawAt(3_000);
        AssetParams[] memory more = new AssetParams[](4);
        for (uint256 i; i < 3; ++i) {
            more[i] = l.assets[i];
        }
        more[3] = assetOf(next, otherFeeds, 0, 0);
        l.assets = more;
        adopt(l);
    }

    function test_approvalsThatMustBeZeroFirst() public {
        RaceToken token = new RaceToken();
        list(address(token), 18);
        token.turn();
        check(works());
        for (uint256 i; i < 2; ++i) {
            check("sold", trySwap(odd, address(usd), thousand, 1_000e6), "");
            check("deposit", act(KEEPER, abi.encodeCall(ReserveVault.deposit, (2, thousand))), "");
            assertEq(token.allowance(address(executor), address(router)), 0, "zero after each");
            assertEq(token.allowance(address(vault), address(oddSavings)), 0, "zero after each");
        }
    }

    function test_otherDecimalsAfterAnUpgrade() public {
        // What was listed stands: no read of the token decides what an amount is worth.
        MovedDecimalsToken token = new MovedDecimalsToken();
        list(address(token), 18);
        token.turn();
        check(works());
        assertEq(book.valueFloor(), 3_001_000e18, "valued as before");
        LawParams memory l = lawAt(3_000);
        l.assets[1].decimals = 6;
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(BadParameter.selector, "decimals"));
        vault.adoptPolicy(DOCUMENT, l);
    }

    // ── tokens that deliver another amount ─────────────────────────────────────────────────────────────

    function test_feeOnTransfer() public {
        FakeToken token = new FakeToken("FEE", 18);
        list(address(token), 18);
        token.setFee(10);
        Verdict memory v;
        v.mint = abi.encodeWithSelector(TransferMismatch.selector, odd, thousand, 999e18);
        v.sold =
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, address(executor), 999e18, thousand);
        v.bought = abi.encodeWithSelector(TransferMismatch.selector, odd, 999e18, 998.001e18);
        v.leave = abi.encodeWithSelector(TransferMismatch.selector, odd, thousand, 999e18);
        check(v);
        // What works costs: the deposit is charged, leaving with everything too, a holder receives less.
        vm.prank(KEEPER);
        vault.deposit(2, thousand);
        uint256 lost = vault.state().lossUsedWad;
        assertLe(0.999e18, lost, "a thousandth of what went in");
        vm.prank(KEEPER);
        vault.withdraw(2, type(uint256).max);
        assertLe(lost + 10.98e18, vault.state().lossUsedWad, "and of what came out");
        request(HOLDER, 1_000);
        vault.payRedemptions(1);
        assertEq(token.balanceOf(HOLDER), thousand + 999e18, "the holder bears it");
    }

    function test_rebasing() public {
        RebasingToken token = new RebasingToken();
        list(address(token), 18);
        check(works());
        token.rebase(2, 1);
        pass(1);
        assertEq(book.held(odd), 2_000 * thousand - 1, "what it gained counts, less what a savings vault rounds");
        check(works());
        token.rebase(1, 4);
        pass(1);
        assertEq(book.held(odd), 500 * thousand, "what it lost does not");
        assertEq(vault.state().lossUsedWad, 0, "no act of the keeper");
        // Between whole shares a transfer comes one unit short.
        token.rebase(11, 10);
        pass(1);
        uint256 quarter = thousand / 4;
        bytes memory reason = abi.encodeWithSelector(TransferMismatch.selector, odd, quarter, quarter - 1);
        check("mint", act(HOLDER, abi.encodeCall(ReserveVault.mint, (odd, quarter, 0))), reason);
        check("sold", trySwap(odd, address(usd), quarter, 250e6), reason);
        check("deposit", act(KEEPER, abi.encodeCall(ReserveVault.deposit, (2, quarter))), "");
        request(HOLDER, 1_000);
        check("redeem", act(STRANGER, abi.encodeCall(ReserveVault.payRedemptions, (1))), "");
    }

    // ── tokens that refuse ─────────────────────────────────────────────────────────────────────────────

    function test_falseInsteadOfARevert() public {
        FalseToken token = new FalseToken();
        list(address(token), 18);
        token.turn();
        check(everywhere(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, odd)));
    }

    function test_paused() public {
        FakeToken token = new FakeToken("PAUSE", 18);
        list(address(token), 18);
        token.setStopped(true);
        check(everywhere(abi.encodeWithSelector(FakeToken.Refused.selector)));
    }

    function test_theVaultOnABlockList() public {
        FakeToken token = new FakeToken("BLOCK", 18);
        list(address(token), 18);
        token.setBlocked(address(vault), true);
        check(everywhere(abi.encodeWithSelector(FakeToken.Refused.selector)));
        // The rest of the reserve goes on.
        (uint256 low,) = book.totalValue();
        assertEq(low, 3_001_000e18, "still valued: a haircut is the steward's to raise");
        vm.prank(KEEPER);
        vault.deposit(0, 1_000e6);
    }

    function test_aHolderOnABlockList() public {
        FakeToken token = new FakeToken("BLOCK", 18);
        list(address(token), 18);
        token.setBlocked(HOLDER, true);
        Verdict memory v;
        v.mint = abi.encodeWithSelector(FakeToken.Refused.selector);
        check(v);
        request(HOLDER, 1_000);
        vault.payRedemptions(1);
        assertEq(vault.state().setAsideCount, 1, "set aside, the queue goes on");
    }

    function test_noApprovalOfZero() public {
        // Approvals end at zero or the act does not happen: what needs one is refused.
        ZeroApproveToken token = new ZeroApproveToken();
        list(address(token), 18);
        token.turn();
        Verdict memory v;
        v.sold = v.deposit = abi.encodeWithSelector(OddToken.Odd.selector);
        check(v);
        vm.prank(KEEPER);
        auction.open(odd, address(usd), thousand, false);
        usd.mint(STRANGER, 2_000e6);
        vm.startPrank(STRANGER);
        usd.approve(address(auction), 2_000e6);
        auction.fill(odd, thousand, 2_000e6);
        vm.stopPrank();
        assertEq(token.balanceOf(STRANGER), thousand, "it leaves by auction, which approves nothing");
    }

    function test_noTransferToOneself() public {
        NoSelfToken token = new NoSelfToken();
        list(address(token), 18);
        token.turn();
        check(works());
        // Whether a token moves at all is asked by moving it to ourselves: where that is refused, a holder whom the
        // token refuses cannot be told from a stopped token, and the queue waits for him.
        token.refuse(HOLDER);
        request(HOLDER, 1_000);
        check("redeem", act(STRANGER, abi.encodeCall(ReserveVault.payRedemptions, (1))), WAITS);
        assertEq(vault.state().setAsideCount, 0, "not set aside");
    }

    // ── tokens that call ───────────────────────────────────────────────────────────────────────────────

    /// @dev Comes back in on each transfer, and lets the refusal through.
    function onTransfer(address, address, uint256) external {
        vault.requestRedemption(0);
    }

    function test_aHookThatComesBackIn() public {
        FakeToken token = new FakeToken("HOOK", 18);
        list(address(token), 18);
        token.setHook(address(this));
        check(everywhere(REENTERED));
    }

    function test_aHookThatSwallowsItsRefusalGainsNothing() public {
        FakeToken token = new FakeToken("HOOK", 18);
        list(address(token), 18);
        Swallow hook = new Swallow(vault, odd);
        token.setHook(address(hook));
        check(works());
        check("mint", act(HOLDER, abi.encodeCall(ReserveVault.mint, (odd, thousand, 0))), "");
        assertTrue(hook.tries() != 0 && hook.successes() == 0, "tried, and nothing came of it");
        assertEq(claimToken.totalSupply(), 2_000e18, "a thousand for a thousand");
    }

    // ── tokens without measure ─────────────────────────────────────────────────────────────────────────

    function test_aHugeSupplyElsewhereIsNothing() public {
        FakeToken token = new FakeToken("HUGE", 18);
        list(address(token), 18);
        token.mint(STRANGER, type(uint256).max - token.totalSupply());
        check(works());
    }

    function test_aHugeAmountGivenToTheVaultStopsEntryAndNoExit() public {
        FakeToken token = new FakeToken("HUGE", 18);
        list(address(token), 18);
        token.mint(address(vault), type(uint256).max - token.totalSupply());
        pass(1);
        Verdict memory v;
        // The sum of everything has no number any more.
        bytes memory panic = abi.encodeWithSignature("Panic(uint256)", 0x11);
        (v.mint, v.sold, v.bought, v.deposit) = (panic, panic, panic, panic);
        check(v);
        check("other pairs", trySwap(address(wide), address(usd), 1e8, 2_000e6), panic);
        // Out by an exit, and by the owner.
        vm.prank(GUARDIAN);
        vault.tightenAsset(odd, AssetTightening(50, 1_000, 500, 6_000, true, true));
        vm.prank(GUARDIAN);
        vault.openExit(odd);
        router.setPayOut(1_000e6);
        vm.prank(KEEPER);
        vault.swap(odd, address(usd), 500, thousand, 0, true);
        uint256 excess = token.balanceOf(address(vault)) - 900_000e18;
        vm.prank(OWNER);
        vault.govCall(odd, abi.encodeCall(IERC20.transfer, (STRANGER, excess)));
        assertLe(book.valueFloor(), 3_100_000e18, "a reserve again");
    }

    function test_aGiftWithinNumbersMovesNoBudget() public {
        FakeToken token = new FakeToken("GIFT", 18);
        list(address(token), 18);
        token.mint(address(vault), 1e30);
        pass(1);
        Verdict memory v;
        uint256 total = 1e30 + 3_001_000e18;
        v.mint = abi.encodeWithSelector(
            WeightCapExceeded.selector, odd, 1e30 + 1_001_000e18, (total + 1_000e18) * 6_000 / 10_000
        );
        check("mint", act(HOLDER, abi.encodeCall(ReserveVault.mint, (odd, thousand, 0))), v.mint);
        check("sold", trySwap(odd, address(usd), thousand, 1_000e6), "");
        assertEq(vault.state().turnoverUsedWad, 1_000e18, "at its price");
    }
}

/// @notice Hook that comes back in by every door, and swallows what it is told.
contract Swallow is IHook {
    ReserveVault private immutable _vault;
    address private immutable _token;
    uint256 public tries;
    uint256 public successes;

    constructor(ReserveVault vault_, address token_) {
        (_vault, _token) = (vault_, token_);
    }

    function onTransfer(address, address, uint256) external {
        bytes[4] memory doors = [
            abi.encodeCall(ReserveVault.mint, (_token, 1, 0)),
            abi.encodeCall(ReserveVault.payRedemptions, (1)),
            abi.encodeCall(ReserveVault.requestRedemption, (0)),
            abi.encodeCall(ReserveVault.withdraw, (2, 1))
        ];
        for (uint256 i; i < 4; ++i) {
            (bool ok,) = address(_vault).call(doors[i]);
            ++tries;
            if (ok) ++successes;
        }
    }
}
