-- SPDX-License-Identifier: Apache-2.0
-- Arguments: lease, how (done, back, dead), delay, 1 if it counts, "r" and reason or nothing.
-- Gives: 0 if the lease had ended, expired, of those dead.
local lease, how, millis, counted = ARGV[4], ARGV[5], tonumber(ARGV[6]), ARGV[7] == '1'
local reason = ARGV[8] ~= '' and string.sub(ARGV[8], 2) or nil
expire()
if redis.call('ZREM', area .. ':leases', lease) == 0 then
  return {0, expired, expiredDead}
end
local id, attempt = parts(lease)
if how == 'done' then
  forget(id, attempt)
  freed(1)
elseif how == 'back' or dead then
  back(id, (counted or dead) and attempt or attempt - 1, millis, reason)
else
  bury(id, attempt, reason or '', body(id) or '')
end
return {1, expired, expiredDead}
