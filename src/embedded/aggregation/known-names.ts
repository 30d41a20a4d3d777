/** What MongoDB knows and this engine does not do. It is refused as unsupported, not as a mistake in writing. */

export const KNOWN_EXPRESSIONS: ReadonlySet<string> = new Set(
  `$accumulator $acos $acosh $allElementsTrue $anyElementTrue $arrayToObject $asin $asinh $atan $atan2 $atanh
  $binarySize $bitAnd $bitNot $bitOr $bitXor $bottom $bottomN $bsonSize $convert $cos $cosh $covariancePop
  $covarianceSamp $dateAdd $dateDiff $dateFromParts $dateFromString $dateSubtract $dateToParts $dateTrunc
  $degreesToRadians $denseRank $derivative $documentNumber $exp $expMovingAvg $firstN $function $getField
  $indexOfArray $indexOfBytes $indexOfCP $integral $isNumber $lastN $linearFill $ln $locf $log $log10 $maxN
  $median $meta $minN $objectToArray $percentile $pow $radiansToDegrees $rand $range $rank $regexFind
  $regexFindAll $regexMatch $replaceAll $replaceOne $sampleRate $setDifference $setEquals $setField
  $setIntersection $setIsSubset $setUnion $shift $sin $sinh $sortArray $sqrt $stdDevPop $stdDevSamp $strcasecmp
  $strLenBytes $substr $substrBytes $tan $tanh $toBool $toDate $toDecimal $toDouble $toHashedIndexKey $toInt
  $toLong $toObjectId $toUUID $top $topN $tsIncrement $tsSecond $unsetField $zip $week $isoWeek $isoWeekYear
  $isoDayOfWeek`.split(/\s+/),
);

export const KNOWN_STAGES: ReadonlySet<string> = new Set(
  `$bucket $bucketAuto $changeStream $changeStreamSplitLargeEvent $collStats $currentOp $densify $documents $facet
  $fill $geoNear $graphLookup $indexStats $listLocalSessions $listSampledQueries $listSearchIndexes $listSessions
  $lookup $merge $out $planCacheStats $querySettings $queryStats $redact $sample $search $searchMeta
  $setWindowFields $shardedDataDistribution $unionWith $vectorSearch $score $rankFusion`.split(/\s+/),
);

export const KNOWN_ACCUMULATORS: ReadonlySet<string> = new Set(
  `$accumulator $bottom $bottomN $firstN $lastN $maxN $median $mergeObjects $minN $percentile $stdDevPop
  $stdDevSamp $top $topN $setUnion $concatArrays`.split(/\s+/),
);
