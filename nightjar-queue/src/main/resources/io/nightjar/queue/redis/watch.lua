-- SPDX-License-Identifier: Apache-2.0
-- Arguments: who waits, whether he waits.
-- Gives: tasks, expired, of those dead, ms to the next event.
local waiter, waits = ARGV[4], ARGV[5] == '1'
redis.call('ZREM', area .. ':watchers', waiter)
expire()
promote()
local count = held()
if count > 0 and waits then
  redis.call('ZADD', area .. ':watchers', whole(now), waiter)
end
return {count, expired, expiredDead, nextMillis()}
