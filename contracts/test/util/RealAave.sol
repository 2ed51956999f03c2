// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Published} from "./Published.sol";

interface IAaveProvider {
    function setACLAdmin(address admin) external;
    function setACLManager(address manager) external;
    function setPoolImpl(address code) external;
    function setPoolConfiguratorImpl(address code) external;
    function setPriceOracle(address oracle) external;
    function getPool() external view returns (address);
    function getPoolConfigurator() external view returns (address);
}

interface IAaveMarket {
    function addPoolAdmin(address admin) external;
    function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode) external;
    function borrow(address asset, uint256 amount, uint256 rateMode, uint16 referralCode, address onBehalfOf) external;
    function repay(address asset, uint256 amount, uint256 rateMode, address onBehalfOf) external returns (uint256);
    function setReserveBorrowing(address asset, bool enabled) external;
    function setReserveFactor(address asset, uint256 bps) external;
    function configureReserveAsCollateral(address asset, uint256 ltv, uint256 threshold, uint256 bonus) external;
    function initReserves(RealAave.Listing[] calldata input) external;
}

/// @notice What the market's own oracle asks of a feed.
contract FixedAnswer {
    int256 public immutable latestAnswer;

    constructor(int256 answer) {
        latestAnswer = answer;
    }
}

/// @notice The real Aave v3 from its published bytecode: one asset to lend, one to borrow against.
abstract contract RealAave is Published {
    struct Listing {
        address aTokenImpl;
        address stableDebtTokenImpl;
        address variableDebtTokenImpl;
        uint8 underlyingAssetDecimals;
        address interestRateStrategyAddress;
        address underlyingAsset;
        address treasury;
        address incentivesController;
        string aTokenName;
        string aTokenSymbol;
        string variableDebtTokenName;
        string variableDebtTokenSymbol;
        string stableDebtTokenName;
        string stableDebtTokenSymbol;
        bytes params;
    }

    string private constant ROOT = "@aave/core-v3/artifacts/contracts/protocol/";
    string private constant LOGIC = "contracts/protocol/libraries/logic/";
    address private provider;
    IAaveMarket internal market;
    IAaveMarket private configurator;

    function core(string memory folder, string memory name, bytes memory args) private returns (address) {
        return published(string.concat(ROOT, folder, "/", name, ".sol/", name, ".json"), args);
    }

    function logic(string memory name) private returns (Link memory) {
        return Link(string.concat(LOGIC, name, ".sol:", name), core("libraries/logic", name, ""));
    }

    /// @return aToken The receipt of the lent asset.
    function deployAave(address lent, uint8 lentDecimals, address pledged, uint8 pledgedDecimals, int256 pledgedAnswer)
        internal
        returns (address aToken)
    {
        provider = core("configuration", "PoolAddressesProvider", abi.encode("market", address(this)));
        IAaveProvider(provider).setACLAdmin(address(this));
        address acl = core("configuration", "ACLManager", abi.encode(provider));
        IAaveProvider(provider).setACLManager(acl);
        IAaveMarket(acl).addPoolAdmin(address(this));
        deployCode();
        address[] memory assets = new address[](2);
        address[] memory answers = new address[](2);
        (assets[0], assets[1]) = (lent, pledged);
        (answers[0], answers[1]) = (address(new FixedAnswer(1e8)), address(new FixedAnswer(pledgedAnswer)));
        IAaveProvider(provider)
            .setPriceOracle(
                published(
                    "@aave/core-v3/artifacts/contracts/misc/AaveOracle.sol/AaveOracle.json",
                    abi.encode(provider, assets, answers, address(0), address(0), 1e8)
                )
            );
        listBoth(lent, lentDecimals, pledged, pledgedDecimals);
        (, bytes memory data) = address(market).staticcall(abi.encodeWithSignature("getReserveData(address)", lent));
        // The ninth word of the reserve's record.
        assembly ("memory-safe") {
            aToken := mload(add(data, 288))
        }
    }

    function deployCode() private {
        Link[] memory first = new Link[](1);
        first[0] = logic("BorrowLogic");
        Link[] memory all = new Link[](7);
        all[0] = first[0];
        all[1] = Link(
            string.concat(LOGIC, "FlashLoanLogic.sol:FlashLoanLogic"),
            published(string.concat(ROOT, "libraries/logic/FlashLoanLogic.sol/FlashLoanLogic.json"), "", first)
        );
        (all[2], all[3], all[4]) = (logic("BridgeLogic"), logic("EModeLogic"), logic("LiquidationLogic"));
        (all[5], all[6]) = (logic("PoolLogic"), logic("SupplyLogic"));
        IAaveProvider p = IAaveProvider(provider);
        p.setPoolImpl(published(string.concat(ROOT, "pool/Pool.sol/Pool.json"), abi.encode(provider), all));
        first[0] = logic("ConfiguratorLogic");
        p.setPoolConfiguratorImpl(
            published(string.concat(ROOT, "pool/PoolConfigurator.sol/PoolConfigurator.json"), "", first)
        );
        (market, configurator) = (IAaveMarket(p.getPool()), IAaveMarket(p.getPoolConfigurator()));
    }

    function listBoth(address lent, uint8 lentDecimals, address pledged, uint8 pledgedDecimals) private {
        bytes memory pool_ = abi.encode(address(market));
        Listing memory l;
        l.aTokenImpl = core("tokenization", "AToken", pool_);
        l.stableDebtTokenImpl = core("tokenization", "StableDebtToken", pool_);
        l.variableDebtTokenImpl = core("tokenization", "VariableDebtToken", pool_);
        // Optimal at 90 %; variable: 0, 4 % up to there, 60 % above.
        l.interestRateStrategyAddress = core(
            "pool",
            "DefaultReserveInterestRateStrategy",
            abi.encode(provider, 0.9e27, 0, 0.04e27, 0.6e27, 0.005e27, 0.6e27, 0.01e27, 0.08e27, 0.2e27)
        );
        (l.treasury, l.aTokenName, l.aTokenSymbol) = (address(0xfee), "a", "a");
        (l.variableDebtTokenName, l.variableDebtTokenSymbol) = ("v", "v");
        (l.stableDebtTokenName, l.stableDebtTokenSymbol) = ("s", "s");
        Listing[] memory one = new Listing[](1);
        one[0] = l;
        (l.underlyingAsset, l.underlyingAssetDecimals) = (lent, lentDecimals);
        configurator.initReserves(one);
        (l.underlyingAsset, l.underlyingAssetDecimals) = (pledged, pledgedDecimals);
        configurator.initReserves(one);
        configurator.setReserveBorrowing(lent, true);
        configurator.setReserveFactor(lent, 1_000);
        configurator.configureReserveAsCollateral(pledged, 7_000, 7_500, 10_500);
    }
}
