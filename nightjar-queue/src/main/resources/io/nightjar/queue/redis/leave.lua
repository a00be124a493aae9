-- SPDX-License-Identifier: Apache-2.0
-- Arguments: a set, who waits no more. If he was woken meanwhile, another one is.
if redis.call('ZREM', area .. ARGV[4], ARGV[5]) == 0 then
  wake(area .. ARGV[4], 1)
end
return 1
