-- SPDX-License-Identifier: Apache-2.0
-- Arguments: leases of tasks that are done.
-- Gives: expired, of those dead, and which of the leases had ended, from 0.
expire()
local count, result = 0, {expired, expiredDead}
for i = 4, #ARGV do
  if redis.call('ZREM', area .. ':leases', ARGV[i]) == 0 then
    result[#result + 1] = i - 4
  else
    forget(parts(ARGV[i]))
    count = count + 1
  end
end
if count > 0 then
  freed(count)
end
return result
