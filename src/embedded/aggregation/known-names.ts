/**
 * Every name that MongoDB 8 knows. What is in no table of this engine is refused as unsupported, not as a mistake in
 * writing. Stages and operators of Atlas alone are among them.
 */

export const KNOWN_EXPRESSIONS: ReadonlySet<string> = new Set(
  `$abs $acos $acosh $add $allElementsTrue $and $anyElementTrue $arrayElemAt $arrayToObject $asin $asinh $atan $atan2
  $atanh $avg $binarySize $bitAnd $bitNot $bitOr $bitXor $bsonSize $ceil $cmp $concat $concatArrays $cond $const $convert
  $cos $cosh $createObjectId $dateAdd $dateDiff $dateFromParts $dateFromString $dateSubtract $dateToParts
  $dateToString $dateTrunc $dayOfMonth $dayOfWeek $dayOfYear $degreesToRadians $divide $encStrContains $encStrEndsWith
  $encStrNormalizedEq $encStrStartsWith $eq $exp $filter $first $firstN $floor $function $getField $gt $gte $hash
  $hexHash $hour $ifNull $in $indexOfArray $indexOfBytes $indexOfCP $isArray $isNumber $isoDayOfWeek $isoWeek
  $isoWeekYear $last $lastN $let $literal $ln $log $log10 $lt $lte $ltrim $map $max $maxN $median $mergeObjects $meta
  $millisecond $min $minN $minute $mod $month $multiply $ne $not $objectToArray $or $percentile $pow $radiansToDegrees
  $rand $range $reduce $regexFind $regexFindAll $regexMatch $replaceAll $replaceOne $reverseArray $round $rtrim
  $second $serializeEJSON $deserializeEJSON $setDifference $setEquals $setField $setIntersection $setIsSubset
  $setUnion $sigmoid $similarityCosine $similarityDotProduct $similarityEuclidean $sin $sinh $size $slice $sortArray
  $split $sqrt $stdDevPop $stdDevSamp $strcasecmp $strLenBytes $strLenCP $substr $substrBytes $substrCP $subtract
  $subtype $sum $switch $tan $tanh $toArray $toBool $toDate $toDecimal $toDouble $toHashedIndexKey $toInt $toLong
  $toLower $toObject $toObjectId $toString $toUpper $toUUID $trim $trunc $tsIncrement $tsSecond $type $unsetField
  $week $year $zip`.split(/\s+/),
);

export const KNOWN_STAGES: ReadonlySet<string> = new Set(
  `$addFields $bucket $bucketAuto $changeStream $changeStreamSplitLargeEvent $collStats $count $currentOp $densify
  $documents $facet $fill $geoNear $graphLookup $group $indexStats $limit $listClusterCatalog $listLocalSessions
  $listSampledQueries $listSearchIndexes $listSessions $lookup $match $merge $out $planCacheStats $project
  $querySettings $queryStats $rankFusion $redact $replaceRoot $replaceWith $sample $score $scoreFusion $search
  $searchMeta $set $setWindowFields $shardedDataDistribution $skip $sort $sortByCount $unionWith $unset $unwind
  $vectorSearch`.split(/\s+/),
);

export const KNOWN_ACCUMULATORS: ReadonlySet<string> = new Set(
  `$accumulator $addToSet $avg $bottom $bottomN $concatArrays $count $first $firstN $last $lastN $max $maxN $median
  $mergeObjects $min $minN $percentile $push $setUnion $stdDevPop $stdDevSamp $sum $top $topN`.split(/\s+/),
);
