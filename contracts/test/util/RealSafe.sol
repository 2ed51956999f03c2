// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Published} from "./Published.sol";

interface IRealSafe {
    function setup(
        address[] calldata owners,
        uint256 threshold,
        address to,
        bytes calldata data,
        address fallbackHandler,
        address paymentToken,
        uint256 payment,
        address payable paymentReceiver
    ) external;
    function execTransaction(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address payable refundReceiver,
        bytes calldata signatures
    ) external payable returns (bool);
    function enableModule(address module) external;
}

/// @notice The real Safe 1.5.0 from its published bytecode, owned by this contract alone.
abstract contract RealSafe is Published {
    string private constant ROOT = "@safe-global/safe-smart-account/build/artifacts/contracts/";

    function deploySafe() internal returns (address safe) {
        address singleton = published(string.concat(ROOT, "Safe.sol/Safe.json"), "");
        safe = published(string.concat(ROOT, "proxies/SafeProxy.sol/SafeProxy.json"), abi.encode(singleton));
        address[] memory owners = new address[](1);
        owners[0] = address(this);
        IRealSafe(safe).setup(owners, 1, address(0), "", address(0), address(0), 0, payable(0));
    }

    /// @dev A transaction of the Safe, approved by its owner being the sender.
    function safeCall(address safe, address to, bytes memory data) internal returns (bool) {
        bytes memory signature = abi.encodePacked(uint256(uint160(address(this))), uint256(0), uint8(1));
        return IRealSafe(safe).execTransaction(to, 0, data, 0, 0, 0, 0, address(0), payable(0), signature);
    }
}
