// auth.test, users.* and usergroups.*: who is who.
import { z } from 'zod';
import { emailOf, userJson } from '../wire.js';
import { ApiError, cursorArgs, defineMethod, flag, paginate, text } from './method.js';

export const peopleMethods = [
  defineMethod('auth.test', {
    scopes: [],
    args: z.object({}),
    run(ws) {
      const { bot, workspace } = ws.settings.seed;
      return {
        url: `https://${workspace.domain}.slack.com/`,
        team: workspace.name,
        user: bot.name,
        team_id: workspace.id,
        user_id: bot.userId,
        bot_id: bot.botId,
        is_enterprise_install: false,
      };
    },
  }),

  defineMethod('users.info', {
    scopes: ['users:read'],
    args: z.object({ user: text }),
    run(ws, args) {
      const member = ws.members.get(args.user);
      if (member === undefined) throw new ApiError('user_not_found');
      return { user: userJson(ws, member) };
    },
  }),

  defineMethod('users.list', {
    scopes: ['users:read'],
    args: z.object(cursorArgs),
    run(ws, args) {
      const page = paginate([...ws.members.values()], args.limit, args.cursor, 1000);
      return {
        members: page.items.map((member) => userJson(ws, member)),
        cache_ts: Math.floor(ws.clock.now() / 1000),
        response_metadata: { next_cursor: page.next },
      };
    },
  }),

  defineMethod('users.lookupByEmail', {
    scopes: ['users:read.email'],
    args: z.object({ email: text }),
    run(ws, args) {
      const member = [...ws.members.values()].find(
        (each) => !each.isBot && emailOf(ws, each) === args.email.toLowerCase(),
      );
      if (member === undefined) throw new ApiError('users_not_found');
      return { user: userJson(ws, member) };
    },
  }),

  defineMethod('usergroups.list', {
    scopes: ['usergroups:read'],
    args: z.object({ include_users: flag.optional(), include_count: flag.optional() }),
    run(ws, args) {
      return {
        usergroups: ws.userGroups.map((group) => ({
          id: group.id,
          team_id: ws.settings.seed.workspace.id,
          is_usergroup: true,
          name: group.name,
          handle: group.handle,
          description: '',
          date_delete: 0,
          ...(args.include_users === true ? { users: group.users } : {}),
          ...(args.include_count === true ? { user_count: group.users.length } : {}),
        })),
      };
    },
  }),

  defineMethod('usergroups.users.list', {
    scopes: ['usergroups:read'],
    args: z.object({ usergroup: text }),
    run(ws, args) {
      const group = ws.userGroups.find((each) => each.id === args.usergroup);
      if (group === undefined) throw new ApiError('no_such_subteam');
      return { users: group.users };
    },
  }),
];
