-- SPDX-License-Identifier: Apache-2.0
-- Gives: ready, delayed, in progress, expired, of those dead, 1 if finished,
-- ms to the next event.
expire()
promote()
local delayed = redis.call('ZCARD', area .. ':delayed')
local progress = redis.call('ZCARD', area .. ':leases')
return {
  held() - delayed - progress, delayed, progress, expired, expiredDead, finished and 1 or 0,
  nextMillis()
}
