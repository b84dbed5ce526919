META
key;value
description;Made up for tests
country;United Kingdom
unit;Testby
instance;2026
num_projects;8
num_votes;66
budget;7000
vote_type;ordinal
rule;greedy
date_begin;01.03.2026
date_end;15.03.2026
currency;GBP
max_length;3
min_length;3
PROJECTS
project_id;cost;votes;score;name
1;3200;44;91;Play area
2;1600;33;70;Community garden
3;700;21;42;Bike stands
4;1450;21;36;Language café
5;1300;22;48;Bench by the pond
6;3100;16;31;Youth choir
7;2000;21;41;Repair shop
8;1500;20;37;Street lamp
VOTES
voter_id;vote
1;7,1,2
2;1,6,7
3;1,6,3
4;7,8,2
5;6,1,7
6;7,1,5
7;5,3,2
8;2,7,5
9;8,1,6
10;1,3,8
11;1,8,3
12;1,5,3
13;3,6,8
14;2,1,8
15;5,2,1
16;2,8,1
17;2,4,1
18;4,3,5
19;2,8,1
20;1,3,8
21;8,6,4
22;6,7,1
23;5,3,4
24;5,7,3
25;1,4,5
26;2,1,8
27;4,5,2
28;7,6,2
29;7,2,4
30;8,1,5
31;3,6,1
32;1,4,8
33;2,7,3
34;1,2,6
35;3,1,2
36;5,3,6
37;1,3,4
38;3,6,1
39;1,2,4
40;5,2,1
41;1,4,7
42;1,8,2
43;7,5,2
44;5,2,4
45;2,4,7
46;8,7,4
47;5,2,1
48;2,3,7
49;1,4,8
50;2,3,7
51;2,1,5
52;5,2,1
53;4,6,1
54;7,4,1
55;1,5,4
56;6,1,2
57;3,5,6
58;8,6,7
59;2,1,8
60;8,2,7
61;3,2,1
62;1,2,3
63;2,1,4
64;4,5,1
65;1,7,4
66;5,1,8
