// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "./Test.sol";

/// @notice The cheatcodes for text that these helpers use.
interface VmText {
    function parseJsonString(string calldata json, string calldata key) external pure returns (string memory);
    function parseBytes(string calldata text) external pure returns (bytes memory);
    function replace(string calldata text, string calldata from, string calldata to)
        external
        pure
        returns (string memory);
    function toString(address value) external pure returns (string memory);
    function toString(bytes32 value) external pure returns (string memory);
}

/// @notice Deploys contracts from the bytecode their authors published on npm, with their libraries linked.
abstract contract Published is Test {
    VmText private constant text = VmText(address(vm));

    /// A library by its full name (file:contract), and where it stands.
    struct Link {
        string name;
        address at_;
    }

    function published(string memory artifact, bytes memory args) internal returns (address) {
        return published(artifact, args, new Link[](0));
    }

    function published(string memory artifact, bytes memory args, Link[] memory links) internal returns (address made) {
        string memory code = text.parseJsonString(vm.readFile(string.concat("node_modules/", artifact)), ".bytecode");
        for (uint256 i; i < links.length; ++i) {
            // The compiler leaves the first 34 digits of the name's hash where the address belongs.
            bytes memory mark = bytes(cut(text.toString(keccak256(bytes(links[i].name))), 2, 34));
            code =
                text.replace(code, string.concat("__$", string(mark), "$__"), cut(text.toString(links[i].at_), 2, 40));
        }
        bytes memory init = abi.encodePacked(text.parseBytes(code), args);
        assembly ("memory-safe") {
            made := create(0, add(init, 32), mload(init))
        }
        assertTrue(made != address(0), artifact);
    }

    function cut(string memory whole, uint256 from, uint256 count) private pure returns (string memory) {
        bytes memory part = new bytes(count);
        for (uint256 i; i < count; ++i) {
            part[i] = bytes(whole)[from + i];
        }
        return string(part);
    }
}
