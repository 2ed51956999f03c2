// units
export * from './units/error.ts';
export * from './units/amounts.ts';
export * from './units/decimal.ts';
export * from './units/float.ts';
export * from './units/time.ts';
// records
export * from './records/hash.ts';
export * from './records/canonical.ts';
export * from './records/snapshot.ts';
export * from './records/proofs.ts';
export * from './records/attestedText.ts';
export * from './records/sheet.ts';
export * from './records/assessment.ts';
export * from './records/failure.ts';
export * from './records/plan.ts';
export * from './records/carried.ts';
export * from './records/history.ts';
export * from './records/cycle.ts';
export * from './records/statement.ts';
export * from './records/treeHead.ts';
// policy
export * from './policy/policy.ts';
export * from './policy/schema.ts';
export * from './policy/policyInvalid.ts';
export * from './policy/loadPolicy.ts';
export * from './policy/jsonSchema.ts';
export * from './policy/policyFields.ts';
export * from './policy/policyReference.ts';
export { locateYaml, placeAt, type YamlLocator } from './policy/locateYaml.ts';
export * from './policy/endogenous.ts';
export * from './policy/counterparties.ts';
export * from './policy/dueUnderTerms.ts';
export type { PolicyFault } from './policy/policyFault.ts';
export * from './policy/checkPolicy.ts';
export * from './policy/effectiveLimits.ts';
export type { Direction } from './policy/diffDirections.ts';
export { diffPolicies, type PolicyChange } from './policy/diffPolicies.ts';
export * from './policy/diffTransplant.ts';
export * from './policy/packs/pack.ts';
export * from './policy/packs/packs.ts';
// quant
export * from './quant/numbers/elementary.ts';
export * from './quant/distributions/normal.ts';
export * from './quant/numbers/moments.ts';
export * from './quant/distributions/tailRisk.ts';
export * from './quant/simulation/philox.ts';
export * from './quant/simulation/randomStream.ts';
export { BadShape, ConstantSeries, TooFewObservations, type Matrix } from './quant/algebra/matrix.ts';
export * from './quant/algebra/cholesky.ts';
export * from './quant/algebra/symmetricEigen.ts';
export * from './quant/dependence/covariance.ts';
export * from './quant/dependence/shrinkage.ts';
export * from './quant/dependence/nonlinearShrinkage.ts';
export * from './quant/dependence/nearestCorrelation.ts';
export * from './quant/dependence/stressedCorrelation.ts';
export * from './quant/dependence/rankCorrelation.ts';
export * from './quant/dependence/tailDependence.ts';
export * from './quant/dependence/tCopula.ts';
export * from './quant/dependence/fitTCopula.ts';
export * from './quant/dependence/dcc.ts';
export { dccLikelihood, dccStep, type DccParameters } from './quant/dependence/dccLikelihood.ts';
export type { Margin } from './quant/simulation/margin.ts';
export {
  prepareModel,
  type CopulaDegrees,
  type PreparedModel,
  type ReturnModel,
} from './quant/simulation/preparedModel.ts';
export type { Draws } from './quant/simulation/pathWords.ts';
export { simulatePaths, type PathRequest, type Paths } from './quant/simulation/simulatePaths.ts';
export { createKernel, type Kernel } from './quant/simulation/kernel.ts';
export * from './quant/simulation/estimateTail.ts';
export * from './quant/simulation/importance.ts';
export * from './quant/simulation/simulateTail.ts';
export {
  prepareSteps,
  type Jump,
  type PreparedSteps,
  type StepAsset,
  type StepModel,
} from './quant/simulation/stepModel.ts';
export { bookProfits, simulateSteps, type StepPaths, type StepRequest } from './quant/simulation/simulateSteps.ts';
export { createStepKernel, type StepKernel } from './quant/simulation/stepKernel.ts';
export * from './quant/distributions/posteriorRange.ts';
export {
  BREAK_RULE,
  countPeg,
  STAKING_RULE,
  type BreakRule,
  type PegClose,
  type PegCount,
  type PegSpell,
} from './quant/pegs/countPeg.ts';
export * from './quant/pegs/pegFacts.ts';
export { areLinked, calibratePegs, type PegCalibration } from './quant/pegs/calibratePegs.ts';
export * from './quant/pegs/judgePegs.ts';
export { coinBreaks, followChances, pegBreaks, stakingBreaks, type PegBreaks } from './quant/pegs/pegBreaks.ts';
export type { BreakSide } from './quant/pegs/pegNumbers.ts';
export * from './quant/pegs/billGates.ts';
export * from './quant/simulation/pegLaw.ts';
export { simulatePegs, type PegPaths, type PegRequest } from './quant/simulation/pegPaths.ts';
export { curveLaw, simulateCurve, type CurveLaw, type CurveRequest } from './quant/simulation/curvePaths.ts';
export * from './quant/numbers/gamma.ts';
export * from './quant/numbers/beta.ts';
export * from './quant/distributions/studentT.ts';
export * from './quant/distributions/skewedT.ts';
export * from './quant/numbers/sample.ts';
export * from './quant/algebra/minimise.ts';
export * from './quant/volatility/ewma.ts';
export * from './quant/volatility/rangeVolatility.ts';
export type { Innovation } from './quant/volatility/innovations.ts';
export type { VarianceStart } from './quant/volatility/garchLikelihood.ts';
export * from './quant/volatility/fitGarch.ts';
export * from './quant/volatility/garchErrors.ts';
export * from './quant/volatility/fitEgarch.ts';
export * from './quant/distributions/generalisedPareto.ts';
export * from './quant/tails/hillEstimate.ts';
export * from './quant/tails/filteredTails.ts';
export * from './quant/evaluation/coverageTests.ts';
export * from './quant/evaluation/dynamicQuantile.ts';
export {
  acerbiSzekely1,
  acerbiSzekely2,
  exceedanceResiduals,
  hitsOf,
  shortfallIntercept,
  type ShortfallTest,
  type TailRecord,
} from './quant/evaluation/shortfallTests.ts';
export { quantileLine, type Line, type QuantileTask } from './quant/evaluation/quantileLine.ts';
export { shortfallRegression, type ShortfallRegression } from './quant/evaluation/shortfallRegression.ts';
export * from './quant/evaluation/tailScores.ts';
export * from './quant/evaluation/dieboldMariano.ts';
export * from './quant/evaluation/trafficLight.ts';
export { DAILY_PEG, type PegSettings } from './quant/tails/pegFilter.ts';
export * from './quant/tails/pegTails.ts';
export { cornishFisherQuantile } from './quant/distributions/cornishFisher.ts';
export { portfolioMoments } from './quant/portfolios/portfolioMoments.ts';
export * from './quant/tails/tailModels.ts';
export * from './quant/tails/rollTails.ts';
export * from './quant/evaluation/scoreTails.ts';
export * from './quant/evaluation/poolTails.ts';
export * from './quant/evaluation/modelConfidenceSet.ts';
export * from './quant/evaluation/overlappingLight.ts';
export * from './quant/distributions/normalTailProbability.ts';
export * from './quant/failures/firstPassage.ts';
export * from './quant/portfolios/tailContributions.ts';
export * from './quant/failures/designPoint.ts';
export * from './quant/exits/liquidationSchedule.ts';
export * from './quant/exits/spreadCost.ts';
export * from './quant/pegs/billPrice.ts';
export * from './quant/networks/clearingPayments.ts';
export * from './quant/networks/spreadStress.ts';
export * from './quant/networks/impactIndices.ts';
export * from './quant/networks/likelyClaims.ts';
export type { StressNetwork } from './quant/networks/stressNetwork.ts';
export * from './quant/portfolios/shortfallPortfolio.ts';
export * from './quant/portfolios/leastDeviation.ts';
// markets
export * from './markets/tickMath.ts';
export * from './markets/swapExactIn.ts';
// guard
export { tokensOf, type GuardState, type GuardVerdict } from './guard/guardState.ts';
export * from './guard/effectiveTargets.ts';
export * from './guard/guardSwap.ts';
export * from './guard/guardDeposit.ts';
export * from './guard/guardWithdraw.ts';
export * from './guard/guardPayRedemptions.ts';
export * from './guard/lawOf.ts';
export * from './guard/onChainLaw.ts';
export * from './guard/quoteFeeds.ts';
export * from './guard/changesLaw.ts';
export * from './guard/vaultUnder.ts';
export * from './guard/lossBound.ts';
export * from './guard/lossBoundOf.ts';
export * from './guard/lossBoundBuckets.ts';
export * from './guard/guardTerms.ts';
export * from './guard/grownValue.ts';
export * from './guard/seenTotal.ts';
export * from './guard/haircutInForce.ts';
export * from './guard/lookAsset.ts';
export * from './guard/watchExit.ts';
export * from './guard/auctionPrice.ts';
export * from './guard/guardAuction.ts';
export * from './guard/transitLedger.ts';
// value
export * from './value/value.ts';
export * from './value/initialCarried.ts';
export * from './value/answer.ts';
export * from './value/consensus.ts';
export * from './value/growthCap.ts';
// assess
export { assess, type AssessInput } from './assess/assess.ts';
export { acceptContract } from './assess/contractAlerts.ts';
export { HistoryMalformed } from './assess/portfolioReturns.ts';
export { type AskedWhatIf, type PastEvent, type WhatIf, type WhatIfEvent } from './assess/whatIf/whatIf.ts';
export { MOST_PAST_DAYS } from './assess/whatIf/parsePast.ts';
export { PAST_CRISES, type PastCrisis } from './assess/whatIf/pastCrises.ts';
export { resolveWhatIf, type ResolvedWhatIf } from './assess/whatIf/resolveWhatIf.ts';
export { WhatIfNoHistory } from './assess/whatIf/pastMoves.ts';
export { WhatIfMalformed } from './assess/whatIf/whatIfWords.ts';
export { parseWhatIf } from './assess/whatIf/parseWhatIf.ts';
export { shockFactors, WhatIfPriceUnknown, type ShockFactors } from './assess/whatIf/shockFactors.ts';
export { shockSnapshot } from './assess/whatIf/shockSnapshot.ts';
export { unseenPrices, WhatIfPriceBeyond, type UnseenPrice } from './assess/whatIf/unseenPrices.ts';
export { passHistory, passTime } from './assess/whatIf/passTime.ts';
export { settleAverages } from './assess/whatIf/settleAverages.ts';
export { payRun, RunClaimUnknown, type Run, type RunMoment, type RunPart } from './assess/whatIf/payRun.ts';
export { spendDraws } from './assess/whatIf/spendDraws.ts';
export { extinguishClaims } from './assess/whatIf/extinguishClaims.ts';
export { absorbLoss, type LossShare } from './assess/whatIf/absorbLoss.ts';
export { compareLimits, type LimitPath } from './assess/whatIf/compareLimits.ts';
export { assessFailures, judgeFailures } from './assess/failures/assessFailures.ts';
export {
  planFailures,
  type FailureModel,
  type FailurePlan,
  type FailuresInput,
} from './assess/failures/planFailures.ts';
export { sumBooks, tallyBooks, type FailureJob } from './assess/failures/tallyBooks.ts';
export { keepPaths, type KeptPaths } from './assess/failures/keepPaths.ts';
export { recountBooks, type Recount } from './assess/failures/recountBooks.ts';
export { joinTallies, type BookTally } from './assess/failures/bookTally.ts';
export type { PathStretch } from './quant/failures/pathSums.ts';
export { withBooks } from './assess/failures/bookColumns.ts';
export { withParAccess } from './assess/failures/parAccess.ts';
export { buildBooks, heldStakes, type Books } from './assess/failures/buildBooks.ts';
export { assessHorizons } from './assess/failures/assessHorizons.ts';
export {
  judgeHorizons,
  planHorizons,
  type HorizonFailures,
  type HorizonsInput,
} from './assess/failures/planHorizons.ts';
export type { FailureBook } from './assess/failures/failureBook.ts';
export { DefaultMalformed, type DefaultAssumption } from './assess/failures/defaultAssumption.ts';
export { DefaultUnreadable, parseDefault } from './assess/failures/parseDefault.ts';
export { shortfallByAsset, type ShortfallByAsset } from './assess/failures/shortfallByAsset.ts';
export { exitCosts, lossWithExit, type ExitCosts, type LossWithExit } from './assess/exit/lossWithExit.ts';
export { exitPlans, type ExitPlan, type ExitPlansInput } from './assess/exit/exitPlans.ts';
export { requiredBuffer, type RequiredBuffer } from './assess/failures/requiredBuffer.ts';
export { ScenariosMalformed, type ScenarioMatrix } from './assess/failures/scenarioMatrix.ts';
export { simulateBook, tablesOf } from './assess/failures/simulateBook.ts';
export { historicalMatrix, type MatrixOrNot } from './assess/failures/historicalMatrix.ts';
export { coinPars } from './assess/failures/parMove.ts';
export { momentsOf, reverseStress, type ReverseStress, type WorldMove } from './assess/failures/reverseStress.ts';
export {
  fitScenarioModels,
  type ScenarioModel,
  type ScenarioModelInput,
  type ScenarioModelsOrNot,
} from './assess/failures/scenarioModel.ts';
export * from './assess/failures/drawScenarios.ts';
export * from './assess/failures/planScenarios.ts';
export * from './assess/failures/cycleScenarios.ts';
export { failureQuestion, policyDefaults } from './assess/failures/judgeFailure.ts';
export { surplusRisk, type SurplusRiskInput } from './assess/failures/surplusRisk.ts';
export { MODEL_METHODS, type ModelMethod } from './assess/modelTails.ts';
export { scenarioAssets } from './assess/failures/scenarioAssets.ts';
export { assetHaircuts, type AssetHaircut, type HaircutsInput } from './assess/haircuts/assetHaircuts.ts';
export * from './assess/haircuts/effectiveHaircut.ts';
export * from './assess/haircuts/splitHaircut.ts';
export { bindingGaps, evaluatePack, type PackInput, type PackResult } from './assess/packs/evaluatePack.ts';
// decide
export * from './decide/decideInput.ts';
export * from './decide/decide.ts';
export * from './decide/settleCarried.ts';
// replay
export * from './replay/merkleLog.ts';
export * from './replay/logFrontier.ts';
export * from './replay/signTreeHead.ts';
export * from './replay/trieProof.ts';
export * from './replay/stateProof.ts';
export * from './replay/proveState.ts';
export type { StateEvidence } from './replay/stateEvidence.ts';
export * from './replay/readArtefact.ts';
export * from './replay/firstDifference.ts';
export * from './replay/buildStatement.ts';
export * from './replay/replayCycle.ts';
export * from './replay/bundle.ts';
export type { Check } from './replay/check.ts';
export type { TrustedBlock } from './replay/checkLog.ts';
export type { LineProof } from './replay/judgeLines.ts';
export * from './replay/verifyBundle.ts';
