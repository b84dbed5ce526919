META
key;value
description;Made up for tests
country;United Kingdom
unit;Testby
instance;2026
num_projects;6
num_votes;50
budget;4000
vote_type;approval
rule;greedy-no-skip
date_begin;01.03.2026
date_end;15.03.2026
currency;GBP
PROJECTS
project_id;cost;votes;name
1;1500;30;Play area
2;999999999;20;Community garden
3;900;14;Bike stands
4;700;12;Language café
5;2000;12;Bench by the pond
6;400;11;Youth choir
VOTES
voter_id;vote;age
1;1;57
2;5;17
3;1,2;61
4;4,5;27
5;6;52
6;1;48
7;5,4,1;47
8;4,1,5;26
9;6,1;33
10;1,6;19
11;1,4,2;19
12;1,2,3;66
13;3;34
14;3;53
15;3,6,4;63
16;2,1,5;39
17;1,5,3;83
18;6;37
19;1,5,6;29
20;6,2,4;55
21;3,1,2;57
22;2,3;64
23;5,3,2;39
24;4;61
25;2;56
26;5,4,2;45
27;1;63
28;5,3,1;33
29;6;86
30;1,6,2;63
31;1;48
32;1,4;46
33;4,1;23
34;1;21
35;2,6,1;29
36;1,3,2;88
37;3;67
38;4;22
39;3;43
40;5,2;79
41;1;70
42;1,2;79
43;1;36
44;2,1;54
45;2,1;90
46;2,3;26
47;1,6;34
48;1,4;45
49;3,1,2;36
50;2,5;33
