"""欠薪应急周转金 The emergency wage fund: money in time, within the law, and back again. Pure: time is an argument."""
