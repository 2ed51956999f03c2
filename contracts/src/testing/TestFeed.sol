// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Price feed with the Chainlink aggregator interface, pushed by the world that drives it.
contract TestFeed {
    address public immutable operator;
    uint8 public immutable decimals;
    string public description;
    int192 public immutable minAnswer;
    int192 public immutable maxAnswer;
    uint80 private _round;
    int256 private _answer;
    uint256 private _updatedAt;

    error NotOperator(address caller);

    constructor(string memory description_, uint8 decimals_, int192 minAnswer_, int192 maxAnswer_) {
        operator = msg.sender;
        description = description_;
        decimals = decimals_;
        minAnswer = minAnswer_;
        maxAnswer = maxAnswer_;
    }

    function pushAnswer(int256 answer, uint256 updatedAt) external {
        if (msg.sender != operator) revert NotOperator(msg.sender);
        ++_round;
        _answer = answer;
        _updatedAt = updatedAt;
    }

    /// @notice Older spelling some lending markets still read.
    function latestAnswer() external view returns (int256) {
        return _answer;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (_round, _answer, _updatedAt, _updatedAt, _round);
    }
}
