-- SPDX-License-Identifier: Apache-2.0
-- Arguments: lease, its new length. Gives: 0 if it had ended, expired, of those dead.
local lease, millis = ARGV[4], tonumber(ARGV[5])
expire()
if not redis.call('ZSCORE', area .. ':leases', lease) then
  return {0, expired, expiredDead}
end
redis.call('ZADD', area .. ':leases', whole(now + millis), lease)
if redis.call('ZRANGE', area .. ':leases', 0, 0)[1] == lease then
  wake(area .. ':takers', 1)
end
return {1, expired, expiredDead}
