// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IModuleHost} from "../src/interfaces/Outside.sol";
import {Auction} from "../src/Auction.sol";
import {ReserveVault} from "../src/ReserveVault.sol";
import {SafeShim} from "../src/SafeShim.sol";
import {FakeToken} from "./util/Fakes.sol";
import {IRealSafe} from "./util/RealSafe.sol";
import {Reserve} from "./util/Reserve.sol";

interface ISafe is IModuleHost, IRealSafe {
    function disableModule(address previous, address module) external;
    function isModuleEnabled(address module) external view returns (bool);
    function VERSION() external view returns (string memory);
}

/// @notice Host that writes down what a module asks of it.
contract FakeHost is IModuleHost {
    address public to;
    uint256 public value;
    bytes public data;
    uint8 public operation = 99;

    function execTransactionFromModuleReturnData(address to_, uint256 value_, bytes calldata data_, uint8 operation_)
        external
        returns (bool, bytes memory)
    {
        (to, value, data, operation) = (to_, value_, data_, operation_);
        return (true, "");
    }
}

/// @notice The module on the real Safe 1.5.0, as published on npm: what its operator can do through it, and no more.
contract SafeShimTest is Reserve {
    string private constant BUILD = "node_modules/@safe-global/safe-smart-account/build/artifacts/contracts/";
    address private constant SIGNER = address(0x51);
    address private constant OPERATOR = address(0x52);
    ISafe private safe;
    SafeShim private shim;

    function setUp() public override {
        super.setUp();
        address singleton = deployed("Safe.sol/Safe.json", "");
        safe = ISafe(deployed("proxies/SafeProxy.sol/SafeProxy.json", abi.encode(singleton)));
        address[] memory signers = new address[](1);
        signers[0] = SIGNER;
        safe.setup(signers, 1, address(0), "", address(0), address(0), 0, payable(0));
        shim = new SafeShim(address(safe), address(vault), OPERATOR);
        asOwners(address(safe), abi.encodeCall(IRealSafe.enableModule, (address(shim))));
        vm.prank(OWNER);
        vault.setKeeper(address(safe));
    }

    function deployed(string memory artifact, bytes memory args) private returns (address made) {
        string memory json = vm.readFile(string.concat(BUILD, artifact));
        bytes memory code = abi.encodePacked(vm.parseJsonBytes(json, ".bytecode"), args);
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
        }
        assertTrue(made != address(0), "deployed");
    }

    /// @dev A transaction the Safe's only signer sends himself, which is his signature.
    function asOwners(address to, bytes memory data) private {
        bytes memory signature = abi.encodePacked(bytes32(uint256(uint160(SIGNER))), bytes32(0), uint8(1));
        vm.prank(SIGNER);
        safe.execTransaction(to, 0, data, 0, 0, 0, 0, address(0), payable(0), signature);
    }

    function act(bytes memory action) private {
        vm.prank(OPERATOR);
        shim.act(action);
    }

    function refuse(bytes memory action, bytes memory reason) private {
        vm.prank(OPERATOR);
        vm.expectRevert(reason);
        shim.act(action);
    }

    // ── what it lets through ───────────────────────────────────────────────────────────────────────────

    function test_itIsARealSafeWithTheModuleOn() public view {
        assertTrue(keccak256(bytes(safe.VERSION())) == keccak256("1.5.0"), "version");
        assertTrue(safe.isModuleEnabled(address(shim)), "enabled");
        assertEq(vault.keeper(), address(safe), "keeper");
    }

    function test_theFourTypedActions() public {
        router.setPayOut(1_000e6);
        act(abi.encodeCall(ReserveVault.swap, (address(other), address(usd), 500, 1_000e18, 0, false)));
        assertEq(usd.balanceOf(address(vault)), 1_001_000e6, "sold");
        act(abi.encodeCall(ReserveVault.deposit, (0, 100_000e6)));
        assertEq(book.deployed(0), 100_000e6, "entered");
        act(abi.encodeCall(ReserveVault.withdraw, (0, type(uint256).max)));
        assertEq(book.deployed(0), 0, "left");
        act(abi.encodeCall(ReserveVault.setMintPaused, (true)));
        assertTrue(vault.mintPaused(), "paused");
        act(abi.encodeCall(ReserveVault.setMintPaused, (false)));
        assertTrue(!vault.mintPaused(), "resumed");
        assertEq(usd.balanceOf(address(safe)) + other.balanceOf(address(safe)), 0, "nothing passes through the Safe");
    }

    function test_theOperatorAlone() public {
        bytes memory action = abi.encodeCall(ReserveVault.setMintPaused, (true));
        address[5] memory others = [SIGNER, address(safe), OWNER, GUARDIAN, STRANGER];
        usd.mint(address(safe), 1e6);
        for (uint256 i; i < 5; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(SafeShim.NotOperator.selector, others[i]));
            shim.act(action);
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(SafeShim.NotOperator.selector, others[i]));
            shim.fund(address(usd), 1e6);
        }
        vm.prank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, OPERATOR));
        vault.setMintPaused(true);
    }

    function test_theVaultsRefusalsComeThrough() public {
        refuse(
            abi.encodeCall(ReserveVault.deposit, (0, 700_000e6)),
            abi.encodeWithSelector(
                SafeShim.CallFailed.selector,
                abi.encodeWithSelector(VenueCapExceeded.selector, 0, 700_000e18, 600_000e18)
            )
        );
        router.setPayOut(1);
        refuse(
            abi.encodeCall(ReserveVault.swap, (address(other), address(usd), 500, 1_000e18, 0, false)),
            abi.encodeWithSelector(SafeShim.CallFailed.selector, abi.encodeWithSelector(BelowFloor.selector, 1, 995e6))
        );
        // A selector and nothing more: the vault cannot decode it.
        refuse(abi.encodePacked(ReserveVault.swap.selector), abi.encodeWithSelector(SafeShim.CallFailed.selector, ""));
    }

    function test_bytesBehindAnActionChangeNothing() public {
        act(abi.encodePacked(abi.encodeCall(ReserveVault.deposit, (0, 100_000e6)), bytes32(uint256(1)), "tail"));
        assertEq(book.deployed(0), 100_000e6, "as asked");
    }

    function test_alwaysACallWithoutValueToTheVault() public {
        FakeHost host = new FakeHost();
        SafeShim on = new SafeShim(address(host), address(vault), OPERATOR);
        bytes[4] memory actions = [
            abi.encodeCall(ReserveVault.swap, (address(other), address(usd), 500, 1, 0, false)),
            abi.encodeCall(ReserveVault.deposit, (0, 1)),
            abi.encodeCall(ReserveVault.withdraw, (0, 1)),
            abi.encodeCall(ReserveVault.setMintPaused, (true))
        ];
        for (uint256 i; i < 4; ++i) {
            vm.prank(OPERATOR);
            on.act(actions[i]);
            assertEq(host.to(), address(vault), "target");
            assertEq(host.value() + host.operation(), 0, "no value, not delegated");
            assertTrue(keccak256(host.data()) == keccak256(actions[i]), "as encoded");
        }
        vm.prank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(TransferMismatch.selector, address(usd), 5, 0));
        on.fund(address(usd), 5);
    }

    // ── what it does not ───────────────────────────────────────────────────────────────────────────────

    function test_noOtherActionEvenWhereTheSafeMay() public {
        // The worst case: the Safe is owner, guardian and steward as well.
        vm.startPrank(OWNER);
        vault.setGuardian(address(safe));
        vault.setSteward(address(safe));
        vault.setOwner(address(safe));
        vm.stopPrank();
        asOwners(address(vault), abi.encodeCall(ReserveVault.acceptOwner, ()));
        bytes[14] memory actions = [
            abi.encodeCall(ReserveVault.adoptPolicy, (DOCUMENT, standardLaw())),
            abi.encodeCall(ReserveVault.govCall, (address(usd), abi.encodeCall(IERC20.transfer, (OPERATOR, 1e6)))),
            abi.encodeCall(ReserveVault.windDown, ()),
            abi.encodeCall(ReserveVault.setOwner, (OPERATOR)),
            abi.encodeCall(ReserveVault.acceptOwner, ()),
            abi.encodeCall(ReserveVault.setKeeper, (OPERATOR)),
            abi.encodeCall(ReserveVault.setGuardian, (OPERATOR)),
            abi.encodeCall(ReserveVault.setSteward, (OPERATOR)),
            abi.encodeCall(ReserveVault.setMode, (Mode.Frozen)),
            abi.encodeCall(ReserveVault.openExit, (address(other))),
            abi.encodeCall(ReserveVault.pushHaircut, (address(other), 3_000)),
            abi.encodeCall(ReserveVault.enableAsset, (address(other))),
            abi.encodeCall(ReserveVault.requestRedemption, (1e18)),
            abi.encodeCall(ReserveVault.mint, (address(usd), 1e6, 0))
        ];
        for (uint256 i; i < actions.length; ++i) {
            refuse(actions[i], abi.encodeWithSelector(SafeShim.NotAllowed.selector, bytes4(actions[i])));
        }
    }

    function test_noCallToTheSafeOrAToken() public {
        usd.mint(address(safe), 1e6);
        bytes[3] memory actions = [
            abi.encodeCall(IERC20.transfer, (OPERATOR, 1e6)),
            abi.encodeCall(IRealSafe.enableModule, (OPERATOR)),
            abi.encodeCall(Auction.close, (address(usd)))
        ];
        for (uint256 i; i < 3; ++i) {
            refuse(actions[i], abi.encodeWithSelector(SafeShim.NotAllowed.selector, bytes4(actions[i])));
        }
    }

    function test_shortActions() public {
        bytes3 cut = bytes3(ReserveVault.swap.selector);
        refuse("", abi.encodeWithSelector(SafeShim.NotAllowed.selector, bytes4(0)));
        refuse(hex"12", abi.encodeWithSelector(SafeShim.NotAllowed.selector, bytes4(hex"12000000")));
        refuse(abi.encodePacked(cut), abi.encodeWithSelector(SafeShim.NotAllowed.selector, bytes4(cut)));
    }

    function testFuzz_noOtherSelector(bytes4 selector, bytes calldata rest) public {
        vm.assume(selector != ReserveVault.swap.selector && selector != ReserveVault.deposit.selector);
        vm.assume(selector != ReserveVault.withdraw.selector && selector != ReserveVault.setMintPaused.selector);
        refuse(abi.encodePacked(selector, rest), abi.encodeWithSelector(SafeShim.NotAllowed.selector, selector));
    }

    function test_etherStaysInTheSafe() public {
        (bool ok,) = address(safe).call{value: 1 ether}("");
        assertTrue(ok, "sent");
        act(abi.encodeCall(ReserveVault.deposit, (0, 100_000e6)));
        assertEq(address(safe).balance, 1 ether, "untouched");
        (ok,) = address(shim).call{value: 1}(abi.encodeCall(SafeShim.act, ("")));
        assertTrue(!ok, "and the module takes none");
    }

    // ── bringing tokens ────────────────────────────────────────────────────────────────────────────────

    function test_listedTokensGoToTheVault() public {
        usd.mint(address(safe), 700e6);
        vm.prank(OPERATOR);
        shim.fund(address(usd), 500e6);
        assertEq(usd.balanceOf(address(safe)), 200e6, "from the Safe");
        assertEq(usd.balanceOf(address(vault)), 1_000_500e6, "to the vault");
        assertEq(usd.allowance(address(safe), address(vault)), 0, "without an approval");
    }

    function test_refusalsOfFunding() public {
        FakeToken unknown = new FakeToken("X", 18);
        unknown.mint(address(safe), 1e18);
        vm.startPrank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(UnknownAsset.selector, address(unknown)));
        shim.fund(address(unknown), 1e18);
        vm.expectRevert(abi.encodeWithSelector(UnknownAsset.selector, address(claimToken)));
        shim.fund(address(claimToken), 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                SafeShim.CallFailed.selector,
                abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, address(safe), 0, 1e6)
            )
        );
        shim.fund(address(usd), 1e6);
        vm.stopPrank();
        usd.mint(address(safe), 1_000e6);
        usd.setFee(10);
        vm.prank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(TransferMismatch.selector, address(usd), 1_000e6, 999e6));
        shim.fund(address(usd), 1_000e6);
    }

    // ── who stands above ───────────────────────────────────────────────────────────────────────────────

    function test_theOwnersStayAbove() public {
        usd.mint(address(safe), 1_000e6);
        asOwners(address(usd), abi.encodeCall(IERC20.transfer, (SIGNER, 1_000e6)));
        assertEq(usd.balanceOf(SIGNER), 1_000e6, "what lies in the Safe is theirs to move");
        asOwners(address(vault), abi.encodeCall(ReserveVault.deposit, (0, 1e6)));
        assertEq(book.deployed(0), 1e6, "they act without the operator");
        asOwners(address(auction), abi.encodeCall(Auction.open, (address(other), address(usd), 1e18, false)));
        asOwners(address(safe), abi.encodeCall(ISafe.disableModule, (address(1), address(shim))));
        vm.prank(OPERATOR);
        vm.expectRevert(bytes("GS104"));
        shim.act(abi.encodeCall(ReserveVault.setMintPaused, (true)));
    }

    function test_theOwnersOfTheSafeAreStillBoundByTheVault() public {
        router.setPayOut(1);
        bytes memory theft = abi.encodeCall(ReserveVault.swap, (address(other), address(usd), 500, 1_000e18, 0, false));
        bytes memory signature = abi.encodePacked(bytes32(uint256(uint160(SIGNER))), bytes32(0), uint8(1));
        vm.prank(SIGNER);
        vm.expectRevert(abi.encodeWithSelector(BelowFloor.selector, 1, 995e6));
        safe.execTransaction(address(vault), 0, theft, 0, 0, 0, 0, address(0), payable(0), signature);
    }

    function test_theGuardianDropsTheSafe() public {
        vm.prank(GUARDIAN);
        vault.setKeeper(address(0));
        refuse(
            abi.encodeCall(ReserveVault.deposit, (0, 1e6)),
            abi.encodeWithSelector(
                SafeShim.CallFailed.selector, abi.encodeWithSelector(NotKeeper.selector, address(safe))
            )
        );
    }

    function test_aModuleNotEnabledDoesNothing() public {
        SafeShim off = new SafeShim(address(safe), address(vault), OPERATOR);
        vm.prank(OPERATOR);
        vm.expectRevert(bytes("GS104"));
        off.act(abi.encodeCall(ReserveVault.setMintPaused, (true)));
    }
}
